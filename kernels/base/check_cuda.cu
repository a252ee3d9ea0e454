#include <cuda_runtime.h>
#include <string>

#include "kernels/base/check.hpp"
#include "kernels/base/cublas.cuh"

namespace trainyard::kernels {
namespace {

std::string place(const char* call, const char* file, int line) {
  return std::string(" in `") + call + "` at " + file + ":" + std::to_string(line);
}

}  // namespace

void check_cuda(int status, const char* call, const char* file, int line) {
  const auto error = static_cast<cudaError_t>(status);
  if (error == cudaSuccess) return;
  cudaGetLastError();  // clears the error where CUDA lets it be cleared, so that the next call does not report it again
  const std::string message = std::string("GPU: ") + cudaGetErrorName(error) + ": " + cudaGetErrorString(error) + place(call, file, line);
  if (error == cudaErrorMemoryAllocation) throw DeviceOutOfMemory(message);
  throw DeviceError(message);
}

void check_cublas(int status, const char* call, const char* file, int line) {
  const auto error = static_cast<cublasStatus_t>(status);
  if (error == CUBLAS_STATUS_SUCCESS) return;
  const std::string message = std::string("cuBLAS: ") + cublas().cublasGetStatusString(error) + place(call, file, line);
  if (error == CUBLAS_STATUS_ALLOC_FAILED) throw DeviceOutOfMemory(message);
  throw DeviceError(message);
}

}  // namespace trainyard::kernels
