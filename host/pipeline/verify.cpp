#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

void compare_versions(const std::filesystem::path& folder, const bundle::Bundle& bundle, ordered_json& differences) {
  const ordered_json was = bundle::versions_of(folder);
  const ordered_json is = {{"trainyard", TRAINYARD_VERSION}, {"model_library", bundle.model->library()}};
  for (const auto& [library, version] : is.items()) {
    const ordered_json then = was.value(library, ordered_json());
    if (then != version) differences.push_back({{"path", folder.string()}, {"library", library}, {"was", then}, {"is", version}});
  }
}

}  // namespace

Verified verify(const std::filesystem::path& path, const std::string& device, int threads) {
  log::set_stage("verify");
  Verified verified{.report = results::verify(path)};
  if (verified.report.bundles.empty()) return verified;
  const Exec exec = choose_device(device, thread_count(threads)).exec;
  for (const auto& folder : verified.report.bundles) {
    try {
      const auto bundle = bundle::load(folder, exec);
      ++verified.replayed;
      compare_versions(folder, bundle, verified.versions);
    } catch (const Error& error) {
      verified.report.problems.emplace_back(folder, std::string("its model cannot be replayed here: ") + error.what());
    }
  }
  return verified;
}

}  // namespace trainyard::pipeline
