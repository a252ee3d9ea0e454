#include "host/registry/policy.hpp"

#include <algorithm>
#include <yaml-cpp/yaml.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::registry {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const YAML::Mark& mark, const std::string& what) {
  const std::string place = mark.is_null() ? "" : ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  throw Error(ExitCode::bad_config, file.string() + place + ": " + what);
}

template <typename Value>
Value value_of(const fs::path& file, const YAML::Node& node, const std::string& key, const std::string& expected) {
  try {
    return node.as<Value>();
  } catch (const YAML::Exception&) {
    refuse(file, node.Mark(), key + ": " + expected + " is expected");
  }
}

void read_key(const fs::path& file, const std::string& key, const YAML::Node& node, Policy& policy) {
  if (key == "production.approvals") {
    policy.approvals = value_of<int>(file, node, key, "a whole number from 0 on");
    if (policy.approvals < 0) refuse(file, node.Mark(), key + ": " + std::to_string(policy.approvals) + " is below 0");
  } else if (key == "production.approvers") {
    policy.approvers = value_of<std::vector<std::string>>(file, node, key, "a list of user names");
  } else if (key == "production.self_approval") {
    const auto word = value_of<std::string>(file, node, key, "true or false");
    if (word != "true" && word != "false") refuse(file, node.Mark(), key + ": '" + word + "' is neither true nor false");
    policy.self_approval = word == "true";
  } else if (key == "production.check") {
    const auto word = value_of<std::string>(file, node, key, "required or optional");
    if (word != "required" && word != "optional") refuse(file, node.Mark(), key + ": '" + word + "' is neither required nor optional");
    policy.check_required = word == "required";
  } else {
    const std::vector<std::string> known = {"production.approvals", "production.approvers", "production.self_approval", "production.check"};
    refuse(file, node.Mark(), "unknown key '" + key + "'" + suggest(key, known));
  }
}

void read_map(const fs::path& file, const YAML::Node& map, const std::string& above, Policy& policy) {
  if (!map.IsMap()) refuse(file, map.Mark(), (above.empty() ? "the policy" : above) + " is not a map of keys");
  std::vector<std::string> seen;
  for (const auto& entry : map) {
    const auto key = value_of<std::string>(file, entry.first, "key", "text");
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) refuse(file, entry.first.Mark(), "'" + key + "' is given twice");
    seen.push_back(key);
    if (above.empty() && key == "production") {
      read_map(file, entry.second, key, policy);
    } else {
      read_key(file, above.empty() ? key : above + "." + key, entry.second, policy);
    }
  }
}

}  // namespace

std::string Policy::objection(const std::string& user, const std::string& registrant) const {
  if (!self_approval && user == registrant) {
    return "'" + user + "' registered it, and " + (digest.empty() ? "the default policy" : policy_name) +
           " allows no self-approval; another user has to approve";
  }
  if (approvers.empty() || std::find(approvers.begin(), approvers.end(), user) != approvers.end()) return "";
  std::string named;
  for (const std::string& approver : approvers) named += (named.empty() ? "" : ", ") + approver;
  return "'" + user + "' is none of production.approvers in " + policy_name + ": " + named;
}

Policy read_policy(const fs::path& root) {
  const fs::path file = root / policy_name;
  Policy policy;
  std::error_code ignored;
  if (fs::symlink_status(file, ignored).type() == fs::file_type::not_found) return policy;
  // Whatever else is there was meant to be a policy: a link that leads nowhere must not stand for the default.
  if (!fs::is_regular_file(file, ignored))
    throw Error(ExitCode::bad_config, file.string() + ": no file that can be read; mend or remove it");
  if (fs::file_size(file, ignored) > 65536)
    throw Error(ExitCode::bad_config, file.string() + ": larger than 64 KiB; a policy is a few lines");
  const std::string text = storage::read_file(file);
  policy.digest = storage::sha256(text);
  try {
    const YAML::Node document = YAML::Load(text);
    if (!document.IsNull()) read_map(file, document, "", policy);
  } catch (const YAML::Exception& error) {
    refuse(file, error.mark, error.msg);
  }
  return policy;
}

}  // namespace trainyard::registry
