#include "host/results/run_diff.hpp"

#include <map>
#include <set>

#include "host/error/error.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::results {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// Values of any run differ in these.
bool is_own(const std::string& file, const std::string& key) {
  static const std::set<std::string> of_run = {"name", "key", "created", "finished", "order", "command_line"};
  return (file == "run.json" && of_run.contains(key.substr(0, key.find('.')))) || (file == "system.json" && key.starts_with("stages.")) ||
         (file == "system.json" && key == "peak_memory_bytes");
}

/// Objects are gone into; a list is one value.
void compare(const std::string& file, const std::string& key, const ordered_json& a, const ordered_json& b,
             std::vector<Difference>& found) {
  if (a == b || is_own(file, key)) return;
  if (!a.is_object() && !b.is_object()) return found.push_back({file, key, a, b});
  const auto inside = [&](const ordered_json& object, const std::string& name) {
    return object.is_object() && object.contains(name) ? object.at(name) : ordered_json();
  };
  std::set<std::string> done;
  for (const ordered_json* side : {&a, &b}) {
    if (!side->is_object()) continue;
    for (const auto& [name, value] : side->items()) {
      if (done.insert(name).second) compare(file, key.empty() ? name : key + "." + name, inside(a, name), inside(b, name), found);
    }
  }
}

std::map<std::string, std::string> digests_of(const RunEntry& run) {
  if (run.status != "finished") throw Error(ExitCode::no_input, run.name + " is " + run.status + "; only finished runs can be compared");
  std::map<std::string, std::string> digests;
  const ordered_json manifest = storage::read_json(run.folder / storage::manifest_name);
  for (const auto& file : manifest.at("files")) digests[file.at("path")] = file.at("sha256");
  return digests;
}

}  // namespace

RunDiff diff(const RunEntry& a, const RunEntry& b) {
  RunDiff out;
  const auto files_a = digests_of(a), files_b = digests_of(b);
  for (const auto& [path, digest] : files_a) {
    const auto other = files_b.find(path);
    (other == files_b.end() ? out.only_a : other->second == digest ? out.same : out.different).push_back(path);
  }
  for (const auto& [path, digest] : files_b) {
    if (!files_a.contains(path)) out.only_b.push_back(path);
  }
  for (const std::string file : {"params.json", "metrics.json", "data.json", "system.json", "run.json"}) {
    compare(file, "", storage::read_json(a.folder / file), storage::read_json(b.folder / file), out.differences);
  }
  return out;
}

}  // namespace trainyard::results
