// The git tag of a version: on the commit that its run was made from.
#include "host/error/error.hpp"
#include "host/registry/registry.hpp"
#include "host/registry/state.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "host/system/system.hpp"

namespace trainyard::registry {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Where the run's config lies, if it is still there; else here.
fs::path repository_of(const fs::path& root, const Json& lineage) {
  try {
    const fs::path file = root / lineage.at("run").at("path").get<std::string>() / "run.json";
    const fs::path config = storage::parse_json(storage::read_file(file), file).at("config_file").get<std::string>();
    if (fs::exists(config.parent_path())) return config.parent_path();
  } catch (const Error&) {
    // The run is elsewhere: the user stands where the code is.
  } catch (const Json::exception&) {
  }
  return fs::current_path();
}

}  // namespace

GitTag plan_git_tag(const fs::path& root, const std::string& name, std::uint64_t number) {
  const auto registry = Registry::open(root);
  const Version& version = find_version(find_model(registry.models(), name), number);
  const fs::path folder = version_folder(root, name, version.number);
  const Json document = storage::parse_json(storage::read_verified(folder, "version.json"), folder / "version.json");
  const Json &lineage = document.at("lineage"), &git = lineage.at("run").at("git");
  const std::string which = name + " version " + std::to_string(number);
  if (!git.is_object() || !git.value("commit", Json()).is_string()) {
    throw Error(ExitCode::no_input, "--git-tag: " + which + " was not made from a git commit; leave --git-tag out");
  }
  const bool dirty = git.value("dirty", Json()) == true;
  GitTag tag{.folder = repository_of(root, lineage),
             .name = name + "-v" + std::to_string(number),
             .commit = git["commit"],
             .message = which + (dirty ? ", made with changes that were not committed" : "") + "\n"};
  system::check_git_tag(tag.folder, tag.name, tag.commit);
  return tag;
}

void make_git_tag(const GitTag& tag) { system::make_git_tag(tag.folder, tag.name, tag.commit, tag.message); }

}  // namespace trainyard::registry
