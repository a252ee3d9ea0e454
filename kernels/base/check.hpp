// Checks for calls into CUDA and cuBLAS: every call goes through one of these macros. Needs no CUDA header itself.
#pragma once

#include "kernels/base/device_error.hpp"

namespace trainyard::kernels {

/// Throws DeviceOutOfMemory or DeviceError, naming the call and its place, unless `status` is cudaSuccess.
void check_cuda(int status, const char* call, const char* file, int line);

/// The same for a cublasStatus_t.
void check_cublas(int status, const char* call, const char* file, int line);

}  // namespace trainyard::kernels

#define TRAINYARD_CUDA_TRY(...) ::trainyard::kernels::check_cuda(static_cast<int>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
#define TRAINYARD_CUBLAS_TRY(...) ::trainyard::kernels::check_cublas(static_cast<int>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
