// Where a kernel runs. Chosen once per job, passed as the first argument to every kernel.
#pragma once

#include <string>
#include <vector>

namespace trainyard {

#ifdef TRAINYARD_CUDA
inline constexpr bool built_with_cuda = true;
#else
inline constexpr bool built_with_cuda = false;
#endif

enum class DeviceKind { cpu, cuda };

/// One visible GPU, as `doctor` and `system.json` show it.
struct GpuInfo {
  int ordinal = 0;
  std::string name;
  std::size_t memory_bytes = 0;
  int compute_major = 0;
  int compute_minor = 0;
};

/// The execution context: device and host threads. A plain value; cheap to copy.
struct Exec {
  DeviceKind kind = DeviceKind::cpu;
  int ordinal = 0;  ///< GPU number; 0 on the CPU
  int threads = 1;  ///< OpenMP threads for CPU kernels; never changes a result

  [[nodiscard]] bool on_gpu() const noexcept { return kind == DeviceKind::cuda; }
  [[nodiscard]] std::string name() const { return on_gpu() ? "cuda:" + std::to_string(ordinal) : "cpu"; }
};

/// What was chosen, and the sentence that says why (for the log and system.json).
struct DeviceChoice {
  Exec exec;
  std::string reason;
};

/// Lists the GPUs that this program has code for; empty without a CUDA build, driver or GPU.
std::vector<GpuInfo> visible_gpus();

/// Resolves `auto | cpu | cuda | cuda:N`. `auto` takes the first GPU of visible_gpus(), else the CPU.
/// Throws DeviceUnavailable when a GPU is asked for and is not there, std::invalid_argument on another word
/// or fewer than 1 thread.
DeviceChoice choose_device(const std::string& wanted, int threads);

/// CUDA runtime, driver and cuBLAS versions as "13.0", empty where not built with CUDA or not there; cuBLAS's also where no GPU is.
struct CudaVersions {
  std::string runtime;
  std::string driver;
  std::string cublas;
};
CudaVersions cuda_versions();

}  // namespace trainyard
