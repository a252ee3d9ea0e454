#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {

constinit const Encoder native = {.name = "native",
                                  .doc = "the category's number as for ordinal, given to XGBoost as a category of its own kind",
                                  .values = [](const CategoryStats& stats) { return ordinal.values(stats); },
                                  .stays_category = true};

}  // namespace trainyard::kernels::encode
