#include "kernels/base/exec.hpp"

#include <charconv>
#include <stdexcept>

#include "kernels/base/backend.hpp"
#include "kernels/base/exec_cuda.hpp"

namespace trainyard {
namespace {

constexpr const char* no_cuda_build = "this trainyard was built without CUDA";

Exec cpu_exec(int threads) { return {.kind = DeviceKind::cpu, .ordinal = 0, .threads = threads}; }
Exec gpu_exec(int ordinal, int threads) { return {.kind = DeviceKind::cuda, .ordinal = ordinal, .threads = threads}; }

// Returns N of `cuda` (0) or `cuda:N`, -1 for anything else.
int parse_ordinal(const std::string& wanted) {
  if (wanted == "cuda") return 0;
  if (!wanted.starts_with("cuda:")) return -1;
  int ordinal = -1;
  const char* last = wanted.data() + wanted.size();
  const auto [end, error] = std::from_chars(wanted.data() + 5, last, ordinal);
  return error == std::errc() && end == last ? ordinal : -1;
}

std::string describe(const GpuInfo& gpu) { return "cuda:" + std::to_string(gpu.ordinal) + " is " + gpu.name; }

std::string why_no_gpu() { return built_with_cuda ? "no GPU is visible to this program" : no_cuda_build; }

}  // namespace

std::vector<GpuInfo> visible_gpus() {
  if constexpr (built_with_cuda) return kernels::cuda::visible_gpus();
  return {};
}

CudaVersions cuda_versions() {
  if constexpr (built_with_cuda) return kernels::cuda::versions();
  return {};
}

DeviceChoice choose_device(const std::string& wanted, int threads) {
  if (threads < 1) throw std::invalid_argument("threads is " + std::to_string(threads) + ": give at least 1");
  if (wanted == "cpu") return {cpu_exec(threads), "cpu was asked for"};
  const int ordinal = parse_ordinal(wanted);
  if (wanted != "auto" && ordinal < 0) {
    throw std::invalid_argument("device is '" + wanted + "': give auto, cpu, cuda or cuda:N");
  }
  const auto gpus = visible_gpus();
  if (wanted == "auto") {
    if (gpus.empty()) return {cpu_exec(threads), "auto took cpu: " + why_no_gpu()};
    return {gpu_exec(0, threads), "auto took cuda:0: " + describe(gpus.front())};
  }
  if (static_cast<std::size_t>(ordinal) < gpus.size()) {
    return {gpu_exec(ordinal, threads), wanted + " was asked for: " + describe(gpus[static_cast<std::size_t>(ordinal)])};
  }
  const std::string found = gpus.empty() ? why_no_gpu() : "GPUs visible: cuda:0 to cuda:" + std::to_string(gpus.size() - 1);
  throw DeviceUnavailable("device is '" + wanted + "', but " + found + "; take another, or auto or cpu");
}

namespace kernels {

void refuse_gpu(const Exec& exec) { throw DeviceUnavailable("device is '" + exec.name() + "', but " + no_cuda_build); }

}  // namespace kernels
}  // namespace trainyard
