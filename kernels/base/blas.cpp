#include "kernels/base/blas.hpp"

#include <cblas.h>

namespace trainyard::kernels {

void use_one_blas_thread() {
  [[maybe_unused]] static const bool done = [] {
    openblas_set_num_threads(1);
    return true;
  }();
}

}  // namespace trainyard::kernels
