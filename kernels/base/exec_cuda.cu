#include <algorithm>
#include <array>
#include <cuda_runtime.h>

#include "kernels/base/check.hpp"
#include "kernels/base/cublas.cuh"
#include "kernels/base/exec_cuda.hpp"

namespace trainyard::kernels::cuda {
namespace {

// CUDA writes 13.0 as 13000.
std::string dotted(int version) { return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10); }

// Whether this program holds code, for this GPU or an older one, that it can run. nvcc writes compute capability 9.0 as 900.
bool runs_on(const cudaDeviceProp& gpu) {
  constexpr std::array built_for = {__CUDA_ARCH_LIST__};
  return std::ranges::any_of(built_for, [&](int architecture) { return architecture <= gpu.major * 100 + gpu.minor * 10; });
}

// Empty where there is no GPU to use cuBLAS on: it is not worth loading for its version.
std::string cublas_version() {
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0) {
    cudaGetLastError();
    return "";
  }
  int major = 0;
  int minor = 0;
  TRAINYARD_CUBLAS_TRY(cublas().cublasGetProperty(MAJOR_VERSION, &major));
  TRAINYARD_CUBLAS_TRY(cublas().cublasGetProperty(MINOR_VERSION, &minor));
  return std::to_string(major) + "." + std::to_string(minor);
}

}  // namespace

// A machine without a driver or without a GPU has none; that is no error.
std::vector<GpuInfo> visible_gpus() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaErrorNoDevice || status == cudaErrorInsufficientDriver) {
    cudaGetLastError();
    return {};
  }
  TRAINYARD_CUDA_TRY(status);
  std::vector<GpuInfo> gpus;
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    cudaDeviceProp properties{};
    TRAINYARD_CUDA_TRY(cudaGetDeviceProperties(&properties, ordinal));
    if (!runs_on(properties)) continue;
    gpus.push_back({.ordinal = ordinal,
                    .name = properties.name,
                    .memory_bytes = properties.totalGlobalMem,
                    .compute_major = properties.major,
                    .compute_minor = properties.minor});
  }
  return gpus;
}

CudaVersions versions() {
  int runtime = 0;
  int driver = 0;
  TRAINYARD_CUDA_TRY(cudaRuntimeGetVersion(&runtime));
  TRAINYARD_CUDA_TRY(cudaDriverGetVersion(&driver));
  return {.runtime = dotted(runtime), .driver = driver == 0 ? "" : dotted(driver), .cublas = cublas_version()};
}

}  // namespace trainyard::kernels::cuda
