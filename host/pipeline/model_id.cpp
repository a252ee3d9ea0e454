#include "host/pipeline/model_id.hpp"

namespace trainyard::pipeline {

serve::ModelId id_of(const BundlePlace& place) {
  if (place.version.is_null()) return serve::id_of_folder(place.folder);
  return {
      .name = place.version.at("name"), .version = place.version.at("version"), .stage = place.version.at("stage"), .folder = place.folder};
}

}  // namespace trainyard::pipeline
