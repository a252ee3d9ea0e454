// How a shard's columns are packed. Nothing here changes a value.
#pragma once

namespace trainyard::dataset {

struct Packing {
  bool deflate = false;  ///< shuffled and deflated
};

}  // namespace trainyard::dataset
