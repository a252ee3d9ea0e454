#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {

constinit const Encoder onehot = {.name = "onehot", .doc = "a column of 0 and 1 for each category", .columns = Columns::per_category};

}  // namespace trainyard::kernels::encode
