// cuBLAS's functions that trainyard calls, as pointers with the types of its own header.
#pragma once

#include <cublas_v2.h>

namespace trainyard::kernels {

#define TRAINYARD_CUBLAS_FUNCTIONS(X) \
  X(cublasCreate_v2)                  \
  X(cublasDestroy_v2)                 \
  X(cublasSetStream_v2)               \
  X(cublasGetProperty)                \
  X(cublasGetStatusString)            \
  X(cublasDgemmStridedBatched)

/// The functions of the loaded library.
struct CublasApi {
#define TRAINYARD_CUBLAS_MEMBER(name) decltype(&::name) name = nullptr;
  TRAINYARD_CUBLAS_FUNCTIONS(TRAINYARD_CUBLAS_MEMBER)
#undef TRAINYARD_CUBLAS_MEMBER
};

/// Loads cuBLAS at the first call; from any thread. Throws DeviceUnavailable where it cannot be loaded.
const CublasApi& cublas();

}  // namespace trainyard::kernels
