#include <cstdlib>

#include "jobs/program.hpp"

int main(int argc, char** argv) {
  // Threads that spin while they wait make a loaded node crawl (5 × measured with two other busy programs). XGBoost's own OpenMP
  // reads this when the library is loaded, on first use; what the user has set stays.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  // Each of our calls of OpenBLAS runs in one thread; so it need not start others.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  // Searches launch from many threads at once on a GPU.
  setenv("CUDA_DEVICE_MAX_CONNECTIONS", "32", 0);
  return trainyard::jobs::run_program({argv + 1, argv + argc});
}
