#include <system_error>

#include "host/error/error.hpp"
#include "host/registry/intact.hpp"
#include "host/registry/policy.hpp"
#include "host/registry/registry.hpp"
#include "host/registry/state.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/lease.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

bool is_number(const std::string& name) {
  return !name.empty() && name.size() < 19 && name[0] != '0' && name.find_first_not_of("0123456789") == std::string::npos;
}

/// Walks models/; whatever it does not expect is a problem, so that no file goes unread.
class Walk {
 public:
  Walk(const fs::path& root, storage::VerifyReport& report) : root_(root), report_(report) {}

  void audit() {
    const fs::path file = root_ / audit_name;
    try {
      texts_ = read_stages(root_);
      audit_ = read_audit(root_);
      for (const AuditLine& line : audit_.lines) {
        before_last_ = models_;
        apply(models_, line);
      }
      known_ = true;
    } catch (const Error& error) {
      problem(file, error.what());
    }
    if (exists(file)) ++report_.files;
    if (fs::is_symlink(file)) problem(file, "a link, not a file");
    if (audit_.torn) report_.leftovers.push_back(file);
    report_.audit_lines = audit_.lines.size();
    report_.audit_hash = audit_.hash_after(audit_.lines.size());
  }

  void policy() {
    const fs::path file = root_ / policy_name;
    if (exists(file)) ++report_.files;
    try {
      const Policy policy = read_policy(root_);
      if (audit_.lines.empty()) return;
      const Json recorded = audit_.lines.back().fields.value("policy", Json());
      if (recorded == (policy.digest.empty() ? Json() : Json(policy.digest))) return;
      problem(file, "not the policy of the last change on record (SHA-256 differs); the next change puts this one on record");
    } catch (const Error& error) {
      problem(file, error.what());
    }
  }

  void models(const std::string& only) {
    const fs::path folder = root_ / models_name;
    if (exists(folder)) {
      for (const fs::path& path : storage::entries_of(folder, report_)) {
        const std::string name = path.filename();
        if (!only.empty() && name != only) continue;
        if (storage::is_real_folder(path) && name[0] != '.') {
          model(path);
        } else {
          unexpected(path);
        }
      }
    }
    for (const auto& [name, model] : models_) {
      if ((only.empty() || name == only) && !exists(folder / name))
        problem(folder / name, std::string("missing, although ") + audit_name + " has it");
    }
  }

 private:
  void problem(const fs::path& path, const std::string& what) { report_.problems.emplace_back(path, what); }

  static bool exists(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
  }

  void unexpected(const fs::path& path) {
    const std::string name = path.filename();
    if (storage::is_temporary(name) && !storage::is_real_folder(path)) {
      report_.leftovers.push_back(path);
    } else if (name.starts_with(lease_name) && storage::is_lease(name) && !storage::is_real_folder(path)) {
      if (!storage::Lease::held(path)) report_.leftovers.push_back(path);
    } else {
      problem(path, "not part of the registry");
    }
  }

  void model(const fs::path& folder) {
    const auto found = models_.find(folder.filename());
    const Model* model = found == models_.end() ? nullptr : &found->second;
    if (model != nullptr) stages(folder / stages_name, *model);
    bool has_versions = false;
    for (const fs::path& path : storage::entries_of(folder, report_)) {
      const std::string name = path.filename();
      if (name == versions_name && storage::is_real_folder(path)) {
        has_versions = true;
        versions(path, model);
      } else if (name == stages_name && !storage::is_real_folder(path)) {
        ++report_.files;
        if (fs::is_symlink(path)) problem(path, "a link, not a file");
        if (model == nullptr && known_) problem(path, std::string(audit_name) + " has no line of this model");
      } else {
        unexpected(path);
      }
    }
    if (model == nullptr) {
      report_.pending.push_back(folder);
    } else if (!has_versions) {
      problem(folder / versions_name, "missing");
    }
  }

  void stages(const fs::path& file, const Model& model) {
    const auto text = texts_.find(model.name);
    const std::string* has = text == texts_.end() ? nullptr : &text->second;
    const Standing found = standing(file, has, model, audit_);
    if (!found.problem.empty()) return problem(file, found.problem);
    if (!found.behind) return;
    const auto before = before_last_.find(model.name);
    const bool last = model.line == audit_.lines.size();  // killed between the last line and stages.json
    const bool as_before = before == before_last_.end() ? has == nullptr : has != nullptr && *has == stages_text(before->second, audit_);
    if (last && as_before) {
      report_.pending.push_back(file);
    } else {
      problem(file, has == nullptr ? "missing; the next change writes it again" : std::string("older than ") + audit_name + " says");
    }
  }

  void versions(const fs::path& folder, const Model* model) {
    for (const fs::path& path : storage::entries_of(folder, report_)) {
      const std::string name = path.filename();
      if (name == pending_name && storage::is_real_folder(path)) {
        for (const fs::path& entry : storage::entries_of(path, report_)) report_.pending.push_back(entry);
      } else if (is_number(name) && storage::is_real_folder(path)) {
        const Version* version = model == nullptr ? nullptr : model->find(std::stoull(name));
        version == nullptr ? unrecorded(path, model) : this->version(path, *version);
      } else {
        unexpected(path);
      }
    }
    if (model == nullptr) return;
    for (const Version& version : model->versions) {
      const fs::path path = folder / std::to_string(version.number);
      if (!exists(path)) problem(path, "missing, although it is registered");
    }
  }

  /// A process was killed after it had renamed the version into place, and before it was on record: the next one removes it.
  void unrecorded(const fs::path& folder, const Model* model) {
    const bool next = model == nullptr || model->versions.empty() || std::stoull(folder.filename()) > model->versions.back().number;
    if (next || !known_) return report_.pending.push_back(folder);
    problem(folder, "never put on record; remove it");
  }

  void version(const fs::path& folder, const Version& version) {
    ++report_.folders;
    const std::size_t before = report_.problems.size();
    for (const storage::Finding& finding : storage::verify_folder(folder)) problem(finding.path, finding.problem);
    std::error_code error;
    for (fs::recursive_directory_iterator files(folder, error), end; !error && files != end; files.increment(error)) {
      std::error_code ignored;
      report_.files += fs::is_regular_file(files->symlink_status(ignored)) ? 1 : 0;
    }
    if (report_.problems.size() > before) return;
    try {
      check_on_record(folder, version);
      report_.bundles.push_back(folder);
      lineage(folder);
    } catch (const Error& wrong) {
      problem(folder, wrong.what());
    }
  }

  void lineage(const fs::path& folder) {
    const fs::path file = folder / "version.json";
    try {
      const Json document = storage::parse_json(storage::read_verified(folder, file.filename()), file);
      const Json& links = document.at("lineage");
      for (const char* what : {"run", "dataset"}) {
        if (links.at(what).is_object()) link(file, what, links[what]);
      }
    } catch (const Json::exception& wrong) {
      problem(file, std::string("not the lineage of a version (") + wrong.what() + ")");
    }
  }

  void link(const fs::path& file, const std::string& what, const Json& recorded) {
    const fs::path folder = root_ / recorded.at("path").get<std::string>();
    const fs::path manifest = folder / storage::manifest_name;
    if (!exists(manifest)) return problem(file, "its " + what + " is missing: " + folder.string());
    if (recorded.at("manifest").is_null() || storage::sha256_file(manifest) == recorded["manifest"]) return;
    problem(file, "its " + what + " is another than it was made from (the manifest's SHA-256 differs): " + folder.string());
  }

  const fs::path& root_;
  storage::VerifyReport& report_;
  StagesTexts texts_;
  Audit audit_;
  Models models_, before_last_;
  bool known_ = false;  ///< audit.jsonl could be read
};

}  // namespace

void verify(const fs::path& root, storage::VerifyReport& report, const std::string& only_model) {
  Walk walk(root, report);
  walk.audit();
  walk.policy();
  walk.models(only_model);
}

}  // namespace trainyard::registry
