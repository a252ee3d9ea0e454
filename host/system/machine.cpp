#include <fstream>
#include <sys/utsname.h>
#include <unistd.h>

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

ordered_json gpus() {
  ordered_json all = ordered_json::array();
  for (const auto& gpu : visible_gpus()) {
    all.push_back({{"ordinal", gpu.ordinal},
                   {"name", gpu.name},
                   {"memory_bytes", gpu.memory_bytes},
                   {"compute_capability", std::to_string(gpu.compute_major) + "." + std::to_string(gpu.compute_minor)}});
  }
  return all;
}

ordered_json cuda() {
  const auto versions = cuda_versions();
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
