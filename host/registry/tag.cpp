// The git tag of a version: on the commit that its run was made from.
#include "host/error/error.hpp"
#include "host/registry/registry.hpp"
#include "host/registry/state.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "host/system/system.hpp"

namespace trainyard::registry {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Where the run's config lies, if it is still there; else here.
fs::path repository_of(const fs::path& run) {
  try {
    const fs::path config = storage::read_json(run / "run.json").at("config_file").get<std::string>();
    if (fs::exists(config.parent_path())) return config.parent_path();
  } catch (const Error&) {
    // The run is elsewhere: the user stands where the code is.
  } catch (const Json::exception&) {
  }
  return fs::current_path();
}

/// `git`: as the run has it.
GitTag planned(const fs::path& run, const Json& git, const std::string& name, std::uint64_t number) {
  const std::string which = name + " version " + std::to_string(number);
  if (!git.is_object() || !git.value("commit", Json()).is_string()) {
    throw Error(ExitCode::no_input, "--git-tag: " + which + " was not made from a git commit; leave --git-tag out");
  }
  const bool dirty = git.value("dirty", Json()) == true;
  GitTag tag{.folder = repository_of(run),
             .name = name + "-v" + std::to_string(number),
             .commit = git["commit"],
             .message = which + (dirty ? ", made with changes that were not committed" : "") + "\n"};
  system::check_git_tag(tag.folder, tag.name, tag.commit);
  return tag;
}

}  // namespace

GitTag plan_git_tag(const fs::path& root, const std::string& name, std::uint64_t number) {
  const auto registry = Registry::open(root);
  const Version& version = find_version(find_model(registry.models(), name), number);
  const fs::path folder = version_folder(root, name, version.number);
  const Json document = storage::parse_json(storage::read_verified(folder, "version.json"), folder / "version.json");
  const Json& run = document.at("lineage").at("run");
  return planned(root / run.at("path").get<std::string>(), run.at("git"), name, number);
}

void check_git_tag_of_next(const fs::path& root, const std::string& name, const fs::path& run) {
  const auto registry = Registry::open(root);
  const auto model = registry.models().find(name);
  const bool first = model == registry.models().end() || model->second.versions.empty();
  const Json document = storage::read_json(run / "run.json");
  static_cast<void>(planned(run, document.is_object() ? document.value("git", Json()) : Json(), name,
                            first ? 1 : model->second.versions.back().number + 1));
}

void make_git_tag(const GitTag& tag) { system::make_git_tag(tag.folder, tag.name, tag.commit, tag.message); }

}  // namespace trainyard::registry
