#include <cstdlib>

#include "jobs/program.hpp"

namespace {

/// Threads that spin while they wait make a loaded node crawl (5 × measured with two other busy programs). libgomp, which is part of the
/// program, reads this in a constructor of its own, after this one; XGBoost's when it is loaded, on first use. What the user has set stays.
[[gnu::constructor(101)]] void wait_passively() { setenv("OMP_WAIT_POLICY", "passive", 0); }

}  // namespace

int main(int argc, char** argv) {
  // Each of our calls of OpenBLAS runs in one thread; so it need not start others.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  // Searches launch from many threads at once on a GPU.
  setenv("CUDA_DEVICE_MAX_CONNECTIONS", "32", 0);
  return trainyard::jobs::run_program({argv + 1, argv + argc});
}
