#include <algorithm>
#include <system_error>

#include "host/error/error.hpp"
#include "host/nightly/nights.hpp"
#include "host/registry/registry.hpp"
#include "host/results/layout.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::results {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

bool has(const fs::path& folder, const char* name) {
  std::error_code error;
  return fs::exists(fs::symlink_status(folder / name, error));
}

bool has_published_run(const fs::path& experiment) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(experiment / "runs", error)) {
    if (entry.path().filename() != pending_name) return true;
  }
  return false;
}

/// What registry::verify() looks at.
bool is_registry(const fs::path& path) {
  const std::string name = path.filename();
  return storage::is_real_folder(path) ? name == "models" : name == "audit.jsonl" || name == "policy.yaml";
}

/// The results directory of models/<name>; empty when `folder` is none.
fs::path root_of_model(const fs::path& folder) {
  const bool model = folder.parent_path().filename() == "models" && has(folder, "versions");
  return model ? folder.parent_path().parent_path() : fs::path();
}

/// Walks a results directory; whatever it does not expect is a problem, so that no file goes unread.
class Walk {
 public:
  explicit Walk(VerifyReport& report) : report_(report) {}

  void root(const fs::path& folder) {
    check_document(folder / layout_name, check_layout);
    for (const fs::path& path : storage::entries_of(folder, report_)) {
      const std::string name = path.filename();
      if (name == layout_name || (name == index_name && storage::is_real_folder(path))) continue;
      if (name == tracking_name && storage::is_real_folder(path)) {
        tracking_records(path);
        continue;
      }
      if (name == nightly::folder_name && storage::is_real_folder(path)) {
        each_folder(path, [&](const fs::path& experiment) { nights(experiment); });
        continue;
      }
      if (name == "submissions" && storage::is_real_folder(path)) {
        submissions(path);
        continue;
      }
      if (name == "experiments" && storage::is_real_folder(path)) {
        each_folder(path, [&](const fs::path& experiment) { experiment_folder(experiment); });
      } else if (name == "datasets" && storage::is_real_folder(path)) {
        each_folder(path, [&](const fs::path& dataset) { each_folder(dataset, [&](const fs::path& version) { published(version); }); });
      } else if (!is_registry(path)) {
        unexpected(path);
      }
    }
    registry::verify(folder, report_);
  }

  /// Small documents, each with its own digest.
  void tracking_records(const fs::path& folder) {
    for (const fs::path& path : shared_entries(folder)) {
      if (storage::is_real_folder(path)) {
        tracking_records(path);
      } else if (path.extension() == ".json") {
        check_document(path, [](const fs::path& file) { storage::unseal(storage::read_file(file), file); });
      } else {
        unexpected(path);
      }
    }
  }

  /// A folder each.
  void submissions(const fs::path& folder) {
    for (const fs::path& path : shared_entries(folder)) storage::is_real_folder(path) ? check_submission(path) : unexpected(path);
  }

  /// Nights, each with its own digest. What an unfinished one has noted is pending, or left over when a later one is finished.
  void nights(const fs::path& folder) {
    for (const fs::path& path : shared_entries(folder)) {
      if (path.filename().string().starts_with(pending_name)) {
        (is_outdated_note(path) ? report_.leftovers : report_.pending).push_back(path);
      } else if (path.extension() == ".json") {
        check_document(path, [](const fs::path& file) { nightly::read_night(file); });
      } else {
        unexpected(path);
      }
    }
  }

  static bool is_outdated_note(const fs::path& file) {
    const fs::path experiment = file.parent_path();
    const auto outdated = nightly::Nights(experiment.parent_path().parent_path(), experiment.filename()).outdated();
    return std::ranges::find(outdated, file) != outdated.end();
  }

  /// What was submitted to a cluster: the graph has its own digest, and those of the files that it consists of. What jobs note beside them
  /// has none.
  void check_submission(const fs::path& folder) {
    if (!has(folder, "graph.json")) {  // a program was killed while it made it
      report_.pending.push_back(folder);
      return;
    }
    check_document(folder / "graph.json", [&](const fs::path& file) {
      const Json graph = storage::unseal(storage::read_file(file), file);
      const Json files = graph.value("files", Json::object());
      for (const auto& [name, digest] : files.items()) {
        ++report_.files;
        if (!has(folder, name.c_str())) {
          problem(folder / name, "missing");
        } else if (storage::sha256_file(folder / name) != digest) {
          problem(folder / name, "SHA-256 differs");
        }
      }
    });
  }

  void experiment_folder(const fs::path& folder) {
    if (!has(folder, experiment_name) && !has_published_run(folder)) {  // a program was killed while it made the experiment
      report_.pending.push_back(folder);
    } else {
      check_document(folder / experiment_name, check_experiment);
    }
    for (const fs::path& path : storage::entries_of(folder, report_)) {
      const std::string name = path.filename();
      if (name == experiment_name) continue;
      if (name == "runs" && storage::is_real_folder(path)) {
        each_folder(path, [&](const fs::path& run) {
          published(run);
          check_run_name(run);
        });
      } else {
        unexpected(path);
      }
    }
  }

  void published(const fs::path& folder) {
    ++report_.folders;
    const auto findings = storage::verify_folder(folder);
    for (const storage::Finding& finding : findings) problem(finding.path, finding.problem);
    if (findings.empty() && has(folder, "model/bundle.json")) report_.bundles.push_back(folder);
    std::error_code error;
    for (fs::recursive_directory_iterator files(folder, error), end; !error && files != end; files.increment(error)) {
      std::error_code ignored;
      report_.files += fs::is_regular_file(files->symlink_status(ignored)) ? 1 : 0;
    }
  }

 private:
  void problem(const fs::path& path, const std::string& what) { report_.problems.emplace_back(path, what); }

  /// What is in a folder that several processes write to, but for leases; what killed ones have left is noted.
  std::vector<fs::path> shared_entries(const fs::path& folder) {
    std::vector<fs::path> entries = storage::entries_of(folder, report_);
    std::erase_if(entries, [&](const fs::path& path) {
      const std::string name = path.filename();
      const bool lease = storage::is_lease(name), temporary = storage::is_temporary(name);
      if (storage::is_real_folder(path) || !(lease || temporary)) return false;
      if (temporary || !storage::Lease::held(path)) report_.leftovers.push_back(path);
      return true;
    });
    return entries;
  }

  template <typename Check>
  void each_folder(const fs::path& folder, Check check) {
    for (const fs::path& path : storage::entries_of(folder, report_)) {
      if (storage::is_real_folder(path) && path.filename().string()[0] != '.') {
        check(path);
      } else {
        unexpected(path);
      }
    }
  }

  /// `.pending/` holds runs being made, `.pending-…/` is a dataset being made, each with a lease beside it; anything else is stray.
  void unexpected(const fs::path& path) {
    const std::string name = path.filename();
    const bool pending = name.starts_with(pending_name);
    if (storage::is_temporary(name)) {
      report_.leftovers.push_back(path);
    } else if (pending && storage::is_lease(name) && !storage::is_real_folder(path)) {
      if (!storage::Lease::held(path)) report_.leftovers.push_back(path);
    } else if (name == pending_name && storage::is_real_folder(path)) {
      for (const fs::path& entry : storage::entries_of(path, report_)) {
        if (storage::is_real_folder(entry)) report_.pending.push_back(entry);
      }
    } else if (pending && storage::is_real_folder(path)) {
      report_.pending.push_back(path);
    } else {
      problem(path, "not part of a results directory");
    }
  }

  template <typename Check>
  void check_document(const fs::path& file, Check check) {
    ++report_.files;
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(file, error))) return problem(file, "a link, not a file");
    try {
      check(file);
    } catch (const Error& wrong) {
      problem(file, wrong.code() == ExitCode::no_input ? "missing" : wrong.what());
    }
  }

  void check_run_name(const fs::path& folder) {
    try {
      const auto run = storage::parse_json(storage::read_verified(folder, "run.json"), folder / "run.json");
      const bool same = run.is_object() && run.contains("name") && run["name"] == folder.filename().string();
      if (!same) problem(folder, "its run.json names another run");
    } catch (const Error&) {
      // Whatever is wrong there has been found already.
    }
  }

  VerifyReport& report_;
};

}  // namespace

VerifyReport verify(const fs::path& path) {
  VerifyReport report;
  Walk walk(report);
  const fs::path folder = fs::absolute(path / "").lexically_normal().parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw Error(ExitCode::no_input, path.string() + (fs::exists(path, error) ? " is not a folder" : " does not exist") +
                                        "; name a results directory, or a dataset, run or model in one");
  }
  if (has(folder, layout_name) || has(folder, "experiments") || has(folder, "datasets")) {
    walk.root(folder);
  } else if (has(folder, experiment_name) || has(folder, "runs")) {
    walk.experiment_folder(folder);
  } else if (const fs::path root = root_of_model(folder); !root.empty()) {
    registry::verify(root, report, folder.filename());
  } else if (folder.parent_path().filename() == pending_name) {
    report.pending.push_back(folder);
  } else if (has(folder, storage::manifest_name) || has(folder, "run.json") || has(folder, "dataset.json")) {
    walk.published(folder);
  } else {
    throw Error(ExitCode::no_input, path.string() +
                                        " is neither a results directory nor a dataset, run or model: there is no layout.json and no "
                                        "manifest.json in it");
  }
  return report;
}

}  // namespace trainyard::results
