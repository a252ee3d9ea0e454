// A results directory with a published run that has a bundle to copy; the registry never loads it.
#pragma once

#include <filesystem>
#include <string>

#include "host/registry/registry.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::registry {

inline std::filesystem::path fake_run(const std::filesystem::path& root, const std::string& name, const std::string& gates = "",
                                      const std::string& run_json = R"({"experiment": "house", "user": "ada"})") {
  const std::filesystem::path run = root / "experiments/house/runs" / name;
  for (const char* part : {"model", "transform"}) storage::make_folder(run / part);
  storage::write_file(run / "run.json", run_json);
  storage::write_file(run / "metrics.json", R"({"test": {"rmse": 1.5}, "baseline": {"rmse": 3}})");
  storage::write_file(run / "model/bundle.json", R"({"family": "linear", "task": "regression"})");
  storage::write_file(run / "model/model.json", "weights of " + name);
  storage::write_file(run / "transform/transform.json", "{}");
  if (!gates.empty()) storage::write_file(run / "gates.json", gates);
  storage::write_manifest(run, "run");
  return run;
}

/// Everything is by one user here, so the policy takes their own approval, or none.
inline void write_policy(const std::filesystem::path& root, const std::string& text) { overwrite(root / "policy.yaml", text); }

inline Order order(const std::filesystem::path& root, const std::string& reason = "a reason") {
  return {.root = root, .command = "trainyard models", .reason = reason};
}

inline Changed add(const std::filesystem::path& root, const std::filesystem::path& run, const std::string& name = "house") {
  Registration registration;
  registration.name = name;
  registration.run = run;
  return register_version(order(root), registration);
}

/// Problems that verify finds, one per line.
inline std::string problems(const std::filesystem::path& root) {
  storage::VerifyReport report;
  verify(root, report);
  std::string all;
  for (const auto& [path, problem] : report.problems) all += path.lexically_relative(root).string() + ": " + problem + "\n";
  return all;
}

/// "1 Archived, 2 Production" of a model, as the registry is read.
inline std::string stages(const std::filesystem::path& root, const std::string& name = "house") {
  std::string text;
  const Registry registry = Registry::open(root);
  for (const Version& version : find_model(registry.models(), name).versions) {
    text += (text.empty() ? "" : ", ") + std::to_string(version.number) + " " + stage_name(version.stage);
  }
  return text;
}

}  // namespace trainyard::registry
