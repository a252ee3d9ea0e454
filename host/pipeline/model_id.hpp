// Which model answers, for those who are told so with every answer.
#pragma once

#include "host/pipeline/bundle_place.hpp"
#include "host/serve/served_model.hpp"

namespace trainyard::pipeline {

/// By the registry's name and version, else as a folder.
serve::ModelId id_of(const BundlePlace& place);

}  // namespace trainyard::pipeline
