#include "host/results/layout.hpp"

#include "host/error/error.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/sealed.hpp"
#include "host/system/system.hpp"

namespace trainyard::results {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int layout_version = 1;

}  // namespace

void check_layout(const fs::path& file) {
  const Json layout = storage::unseal(storage::read_file(file), file);
  const bool known = layout.contains("kind") && layout["kind"] == "trainyard results";
  if (!known || !layout.contains("version") || !layout["version"].is_number_integer()) {
    throw Error(ExitCode::bad_data, file.string() + ": not the layout of a results directory");
  }
  if (const int version = layout["version"]; version != layout_version) {
    throw Error(ExitCode::bad_data, file.string() + ": layout version " + std::to_string(version) + ", this program knows " +
                                        std::to_string(layout_version) + "; use a newer trainyard, or another results directory");
  }
}

void ensure_layout(const fs::path& root) {
  storage::make_folder(root);
  storage::remove_temporaries(root);
  if (!fs::exists(root / layout_name)) {
    storage::write_new_file(root / layout_name, storage::seal({{"kind", "trainyard results"}, {"version", layout_version}}));
  }
  check_layout(root / layout_name);
}

fs::path ensure_experiment(const fs::path& root, const std::string& name, const Json& info) {
  storage::check_name("experiment", name);
  const fs::path folder = root / "experiments" / name;
  storage::make_folder(folder / "runs" / pending_name);
  storage::remove_temporaries(folder);
  if (!fs::exists(folder / experiment_name)) {
    Json document{{"name", name}, {"created", system::now_utc()}};
    for (const char* key : {"description", "tags"}) document[key] = info.is_object() && info.contains(key) ? info[key] : Json();
    storage::write_new_file(folder / experiment_name, storage::seal(document));
  }
  check_experiment(folder / experiment_name);
  return folder;
}

void check_experiment(const fs::path& file) {
  const Json document = storage::unseal(storage::read_file(file), file);
  const std::string folder = file.parent_path().filename();
  const Json name = document.contains("name") ? document["name"] : Json();
  if (name != folder) {
    throw Error(ExitCode::bad_data, file.string() + ": names the experiment " + name.dump() + ", but lies in the folder '" + folder +
                                        "' (renamed, or a file system that does not tell upper from lower case)");
  }
}

Results Results::open_or_create(const fs::path& root) {
  ensure_layout(root);
  Results results;
  results.root_ = root;
  return results;
}

Results Results::open(const fs::path& root) {
  if (!fs::exists(root / layout_name)) {
    throw Error(ExitCode::no_input, root.string() +
                                        " is not a results directory (no layout.json in it); name one with --results, or make "
                                        "one with `trainyard run`");
  }
  check_layout(root / layout_name);
  Results results;
  results.root_ = root;
  return results;
}

}  // namespace trainyard::results
