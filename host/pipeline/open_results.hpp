// The results directory that a config names.
#pragma once

#include "host/config/config.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {

/// Opens it, or makes it, and proves that it can be written to, so that no work is done in vain. Throws Error(cannot_create) with the
/// place of the config's `results`.
results::Results open_results(const config::Config& config);

}  // namespace trainyard::pipeline
