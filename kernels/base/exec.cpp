#include "kernels/base/exec.hpp"

#include <algorithm>
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

std::string why_no_gpu() { return built_with_cuda ? "this program sees no GPU that it can use" : no_cuda_build; }

// A GPU whose driver fails is a reason to take the CPU, to be told, not to stop: nobody asked for it.
DeviceChoice choose_best(int threads) {
  try {
    const auto gpus = visible_gpus();
    if (gpus.empty()) return {cpu_exec(threads), "auto took cpu: " + why_no_gpu()};
    return {gpu_exec(gpus.front().ordinal, threads), "auto took the first GPU: " + describe(gpus.front())};
  } catch (const DeviceError& error) {
    return {cpu_exec(threads), std::string("auto took cpu: ") + error.what()};
  }
}

DeviceChoice choose_gpu(const std::string& wanted, int ordinal, int threads) {
  const auto gpus = visible_gpus();
  const auto found = std::ranges::find(gpus, ordinal, &GpuInfo::ordinal);
  if (found != gpus.end()) return {gpu_exec(ordinal, threads), wanted + " was asked for: " + describe(*found)};
  std::string visible = gpus.empty() ? why_no_gpu() : "this program can use only";
  for (const GpuInfo& gpu : gpus) visible += " cuda:" + std::to_string(gpu.ordinal);
  throw DeviceUnavailable("device is '" + wanted + "', but " + visible + "; take another, or auto or cpu");
}

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
  return wanted == "auto" ? choose_best(threads) : choose_gpu(wanted, ordinal, threads);
}

namespace kernels {

void refuse_gpu(const Exec& exec) { throw DeviceUnavailable("device is '" + exec.name() + "', but " + no_cuda_build); }

}  // namespace kernels
}  // namespace trainyard
