// One kernel source, two backends. A kernel `f` of the family `reduce` is
//
//   reduce/f.hpp   TRAINYARD_KERNEL(f, double(const Exec&, ColumnView))      declares reduce::cpu::f, reduce::cuda::f and reduce::f
//   reduce/f.cu    namespace trainyard::kernels::reduce::TRAINYARD_BACKEND { double f(const Exec& exec, ColumnView column) {…} }
//
// The .cu file is built twice: by g++, where TRAINYARD_BACKEND is `cpu`, and by nvcc, where it is `cuda`. Callers write reduce::f(exec,
// column). A file *_cuda.cu is built by nvcc alone, a .cpp by g++ alone. What the two builds of a .cu file define must not clash in one
// program: functors and small functions go into an unnamed namespace inside TRAINYARD_BACKEND. Loops over the device (launch.cuh) and
// Thrust (thrust.cuh) are in trainyard::kernels::TRAINYARD_BACKEND; begin a .cu file's namespace with a using-directive for it.
#pragma once

#include <type_traits>
#include <utility>

#include "kernels/base/device_error.hpp"
#include "kernels/base/exec.hpp"

// TRAINYARD_HOST_DEVICE: for functions that the CPU runs too. TRAINYARD_DEVICE: for functors that only a kernel calls.
#ifdef __CUDACC__
#define TRAINYARD_BACKEND cuda
#define TRAINYARD_HOST_DEVICE __host__ __device__
#define TRAINYARD_DEVICE __device__
#else
#define TRAINYARD_BACKEND cpu
#define TRAINYARD_HOST_DEVICE
#define TRAINYARD_DEVICE
#endif

namespace trainyard::kernels {

/// Throws DeviceUnavailable: reached when an Exec names a GPU in a program built without CUDA.
[[noreturn]] void refuse_gpu(const Exec& exec);

/// What TRAINYARD_KERNEL declares: calls the function of the Exec's backend.
template <class Signature>
struct Kernel;

template <class Result, class... Args>
struct Kernel<Result(const Exec&, Args...)> {
  Result (*on_cpu)(const Exec&, Args...);
  Result (*on_gpu)(const Exec&, Args...);  ///< null where not built with CUDA

  Result operator()(const Exec& exec, Args... args) const {
    if (!exec.on_gpu()) return on_cpu(exec, std::forward<Args>(args)...);
    if (on_gpu == nullptr) refuse_gpu(exec);
    return on_gpu(exec, std::forward<Args>(args)...);
  }
};

}  // namespace trainyard::kernels

/// Declares one kernel of the enclosing namespace: TRAINYARD_KERNEL(name, Result(const Exec&, arguments…)).
/// The function of the other backend is named in a branch that a build without CUDA discards, so that it need not be there to link.
#define TRAINYARD_KERNEL(name, ...)                                      \
  namespace cpu {                                                        \
  std::type_identity_t<__VA_ARGS__> name;                                \
  }                                                                      \
  namespace cuda {                                                       \
  std::type_identity_t<__VA_ARGS__> name;                                \
  }                                                                      \
  inline constexpr ::trainyard::kernels::Kernel<__VA_ARGS__> name {      \
    &cpu::name, []<bool built = ::trainyard::built_with_cuda>() {        \
      if constexpr (built) {                                             \
        return &cuda::name;                                              \
      } else {                                                           \
        return static_cast<std::type_identity_t<__VA_ARGS__>*>(nullptr); \
      }                                                                  \
    }                                                                    \
    ()                                                                   \
  }
