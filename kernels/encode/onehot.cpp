#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {

constinit const Encoder onehot = {"onehot", "a column of 0 and 1 for each category", true, nullptr};

}  // namespace trainyard::kernels::encode
