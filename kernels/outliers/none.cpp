#include "kernels/outliers/outliers.hpp"

namespace trainyard::kernels::outliers {

constinit const Method none = {
    "none", "no number is an outlier", Reads::nothing, {}, [](const Exec&, const reduce::Numbers&, const Limits&) {
      return std::optional<Bounds>{};
    }};

}  // namespace trainyard::kernels::outliers
