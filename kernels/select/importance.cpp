#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {

constinit const Selector importance = {
    .name = "importance", .doc = "total gain of a feature's splits in a small XGBoost model", .keep = Keep::best};

}  // namespace trainyard::kernels::select
