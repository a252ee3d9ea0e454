#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/utsname.h>
#include <unistd.h>
#include <vector>

#include "host/system/libraries.hpp"
#include "host/system/resources.hpp"
#include "host/system/system.hpp"

namespace trainyard::system {
namespace {

using nlohmann::ordered_json;

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

/// The GPUs, or what their driver says when it fails: a broken driver must not end a run on the CPU.
ordered_json gpus() {
  ordered_json all = ordered_json::array();
  std::vector<GpuInfo> visible;
  try {
    visible = visible_gpus();
  } catch (const std::runtime_error& error) {
    return {{"error", error.what()}};
  }
  for (const auto& gpu : visible) {
    all.push_back({{"ordinal", gpu.ordinal},
                   {"name", gpu.name},
                   {"memory_bytes", gpu.memory_bytes},
                   {"compute_capability", std::to_string(gpu.compute_major) + "." + std::to_string(gpu.compute_minor)}});
  }
  return all;
}

ordered_json cuda() {
  CudaVersions versions;
  try {
    versions = cuda_versions();
  } catch (const std::runtime_error& error) {
    return {{"built", built_with_cuda}, {"error", error.what()}};
  }
  return {{"built", built_with_cuda}, {"runtime", versions.runtime}, {"driver", versions.driver}, {"cublas", versions.cublas}};
}

}  // namespace

ordered_json machine(const ordered_json& versions) {
  utsname os{};
  uname(&os);
  ordered_json libraries = library_versions();
  libraries.update(versions);
  return {{"host", os.nodename},
          {"os", std::string(os.sysname) + " " + os.release + " " + os.machine},
          {"cpu", {{"model", cpu_model()}, {"cores_online", sysconf(_SC_NPROCESSORS_ONLN)}, {"cores_usable", usable_cores()}}},
          {"memory", {{"total_bytes", memory().total}, {"available_bytes", memory().available}}},
          {"gpus", gpus()},
          {"cuda", cuda()},
          {"build",
           {{"trainyard", TRAINYARD_VERSION}, {"compiler", __VERSION__}, {"type", TRAINYARD_BUILD_TYPE}, {"flags", TRAINYARD_BUILD_FLAGS}}},
          {"libraries", libraries}};
}

}  // namespace trainyard::system
