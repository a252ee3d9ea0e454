// The registry of a results directory: models with numbered versions and stages, who changed what and why.
//
//   models/<name>/versions/<n>/   the bundle, card.md, version.json (lineage), manifest.json: never changed
//   models/<name>/stages.json     stages, approvals and checks: follows from audit.jsonl
//   audit.jsonl                   every change, chained by SHA-256
//   policy.yaml                   what a promotion to Production needs
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/registry/models.hpp"
#include "host/storage/verify_report.hpp"

namespace trainyard::registry {

/// Error(no_input) with the nearest name when there is no such model.
const Model& find_model(const Models& models, const std::string& name);
/// Error(no_input) naming the versions that there are.
const Version& find_version(const Model& model, std::uint64_t number);

/// A version as the registry gives it away.
struct Found {
  Model model;
  Version version;
  std::filesystem::path folder;  ///< holds the bundle
};

/// Reads without a lease, and sees the state before or after any change.
class Registry {
 public:
  /// Error(bad_data) when audit.jsonl or a stages.json was changed. A results directory without models is an empty registry.
  static Registry open(const std::filesystem::path& root);

  [[nodiscard]] const Models& models() const { return models_; }
  /// The model's lines of the audit, oldest first.
  [[nodiscard]] std::vector<nlohmann::ordered_json> history(const std::string& name) const;
  /// NAME@VERSION or NAME@STAGE, of which the newest; its bundle is the one on record, or Error(bad_data). Error(no_input) when there is
  /// none.
  [[nodiscard]] Found resolve(const std::string& reference) const;

 private:
  std::filesystem::path root_;
  Models models_;
  std::vector<nlohmann::ordered_json> lines_;
};

/// Whether the text is a reference, by its '@'.
bool is_reference(const std::string& text);

/// Who asked, for the audit: the user is the name of the effective uid.
struct Order {
  std::filesystem::path root;
  std::string command;
  std::string reason;

  /// Whether there is more than blanks in it.
  [[nodiscard]] bool has_reason() const { return reason.find_first_not_of(" \t\r\n") != std::string::npos; }
};

struct Changed {
  bool changed = true;  ///< false: it was so already
  Model model;          ///< as it is now
  Version version;
  std::filesystem::path folder;
  nlohmann::ordered_json before, after;  ///< as in the audit
};

struct Registration {
  std::string name;
  std::filesystem::path run;  ///< its published folder
  std::string description;
  std::map<std::string, std::string> tags;
  std::string card;           ///< the owner's text: intended use, data, metrics, limits
  Stage stage = Stage::none;  ///< or staging
  bool force = false;         ///< although its gates failed or were not evaluated; needs a reason
  bool once = false;          ///< not again when the run is a version of this model already
};
/// Copies the run's bundle into the next version. Errors: no_input for what is no finished run with a model; bad_data when the run differs
/// from its manifest; verdict_no when its gates failed, or were not evaluated though its config has some.
Changed register_version(const Order& order, const Registration& registration);

/// Error(not_permitted) when the policy's approvals or check are missing, with the command that gives them. What was in Production is
/// archived. Taking out what is in Production needs a reason.
Changed promote(const Order& order, const std::string& name, std::uint64_t number, Stage to);
/// Error(not_permitted) when this user may not.
Changed approve(const Order& order, const std::string& name, std::uint64_t number);
/// Puts back what was in Production before, and voids the approvals of what is there now. Needs a reason. Error(no_input) when nothing was.
Changed rollback(const Order& order, const std::string& name);
/// Records what a check found: {verdict, …}; bound to the version's checksum.
Changed record_check(const Order& order, const std::string& name, std::uint64_t number, const nlohmann::ordered_json& finding);

/// The tag of a version, NAME-vN, on the commit that its run was made from.
struct GitTag {
  std::filesystem::path folder;  ///< in the repository
  std::string name, commit, message;
};
/// Error(no_input) when the run was made from no commit or there is no repository with it, Error(cannot_create) when the tag is taken.
GitTag plan_git_tag(const std::filesystem::path& root, const std::string& name, std::uint64_t number);
/// The same errors for the version that the run would become, before it is registered.
void check_git_tag_of_next(const std::filesystem::path& root, const std::string& name, const std::filesystem::path& run);
void make_git_tag(const GitTag& tag);

/// Adds what is wrong with audit.jsonl, policy.yaml and models/ of a results directory, or with one model of it: chain, stages, versions,
/// lineage. Folders that hold an intact bundle are added to `report.bundles`.
void verify(const std::filesystem::path& root, storage::VerifyReport& report, const std::string& only_model = "");

}  // namespace trainyard::registry
