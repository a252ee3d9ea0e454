#include "bench/kernels/copy.hpp"

#include <cstring>
#include <memory>
#include <stdexcept>

#include "kernels/base/buffer.hpp"

#ifdef TRAINYARD_CUDA
#include <cuda_runtime.h>
#endif

namespace trainyard::bench {
namespace {

using kernels::Buffer;

struct Arrays {
  Arrays(const Exec& exec, std::size_t rows) : a(exec, rows), b(exec, rows), c(exec, rows) {}
  Buffer<double> a, b, c;
};

void write_from_every_thread(const Exec& exec, Arrays& arrays, std::size_t rows) {
  double *a = arrays.a.data(), *b = arrays.b.data(), *c = arrays.c.data();
#pragma omp parallel for schedule(static) num_threads(exec.threads)
  for (std::size_t i = 0; i < rows; ++i) {
    a[i] = 1.0;
    b[i] = 2.0;
    c[i] = 0.0;
  }
}

std::vector<Copy> on_cpu(const Exec& exec, std::size_t rows) {
  const auto arrays = std::make_shared<Arrays>(exec, rows);
  write_from_every_thread(exec, *arrays, rows);
  const double bytes = 8.0 * static_cast<double>(rows);
  const auto copy = [exec, arrays, rows] {
    const double* a = arrays->a.data();
    double* c = arrays->c.data();
#pragma omp parallel for simd schedule(static) num_threads(exec.threads)
    for (std::size_t i = 0; i < rows; ++i) c[i] = a[i];
  };
  const auto triad = [exec, arrays, rows] {
    const double *b = arrays->b.data(), *c = arrays->c.data();
    double* a = arrays->a.data();
#pragma omp parallel for simd schedule(static) num_threads(exec.threads)
    for (std::size_t i = 0; i < rows; ++i) a[i] = b[i] + 3.0 * c[i];
  };
  const auto library = [exec, arrays, rows] {
    const auto threads = static_cast<std::size_t>(exec.threads);
#pragma omp parallel for schedule(static, 1) num_threads(exec.threads)
    for (std::size_t t = 0; t < threads; ++t) {
      const std::size_t first = rows * t / threads, end = rows * (t + 1) / threads;
      std::memcpy(arrays->c.data() + first, arrays->a.data() + first, (end - first) * sizeof(double));
    }
  };
  return {{"copy", 2 * bytes, copy}, {"triad", 3 * bytes, triad}, {"memcpy", 2 * bytes, library}};
}

#ifdef TRAINYARD_CUDA
std::vector<Copy> on_gpu(const Exec& exec, std::size_t rows) {
  const auto arrays = std::make_shared<Arrays>(exec, rows);
  arrays->a.zero();
  const auto copy = [exec, arrays, rows] {
    const bool done = cudaSetDevice(exec.ordinal) == cudaSuccess &&
                      cudaMemcpyAsync(arrays->c.data(), arrays->a.data(), rows * sizeof(double), cudaMemcpyDeviceToDevice,
                                      cudaStreamPerThread) == cudaSuccess &&
                      cudaStreamSynchronize(cudaStreamPerThread) == cudaSuccess;
    if (!done) throw std::runtime_error("the copy from device to device failed");
  };
  return {{"copy", 16.0 * static_cast<double>(rows), copy}};
}
#endif

}  // namespace

std::vector<Copy> copies(const Exec& exec, std::size_t rows) {
#ifdef TRAINYARD_CUDA
  if (exec.on_gpu()) return on_gpu(exec, rows);
#endif
  return on_cpu(exec, rows);
}

}  // namespace trainyard::bench
