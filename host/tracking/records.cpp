#include "host/tracking/records.hpp"

#include "host/error/error.hpp"
#include "host/registry/share.hpp"
#include "host/results/layout.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::tracking {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t key_digits = 8;

/// Null when it is absent or damaged.
ordered_json read(const fs::path& file) {
  try {
    return fs::exists(file) ? storage::unseal(storage::read_file(file), file) : ordered_json();
  } catch (const Error&) {
    return nullptr;
  }
}

}  // namespace

std::string identity_of(const results::RunEntry& run) {
  const auto order = run.run.find("order");
  const std::string key = run.run.value("key", "");
  if (order == run.run.end() || !order->is_number_integer()) return run.experiment + "/" + run.name;
  return run.experiment + "/" + std::to_string(order->get<std::int64_t>()) + "-" + key.substr(0, key_digits);
}

Records::Records(const fs::path& root, const Server& server)
    : root_(root), folder_(root / results::tracking_name / server.id), server_(server) {}

void Records::write(const fs::path& file, const ordered_json& document) const {
  registry::make_shared_folder(root_, file.parent_path());  // whoever may change the registry may send it
  storage::write_file(file, storage::seal(document));
}

void Records::clean() const {
  if (fs::exists(folder_)) storage::remove_leftovers(folder_);
}

fs::path Records::file_of(const results::RunEntry& run) const { return folder_ / "runs" / run.experiment / (run.name + ".json"); }

std::optional<std::string> Records::sent(const results::RunEntry& run) const {
  const ordered_json record = read(file_of(run));
  if (!record.is_object() || record.value("run", "") != identity_of(run)) return std::nullopt;
  return record.value("mlflow_run", "");
}

void Records::set_sent(const results::RunEntry& run, const std::string& id) const {
  write(file_of(run), {{"run", identity_of(run)}, {"mlflow_run", id}});
}

std::optional<storage::Lease> Records::lease(const results::RunEntry* run) const {
  fs::path file = run == nullptr ? folder_ / "registry" : file_of(*run);
  file += ".lease";
  registry::make_shared_folder(root_, file.parent_path());
  return storage::Lease::acquire(file);
}

std::string Records::registry() const {
  const ordered_json record = read(folder_ / "registry.json");
  return record.is_object() ? record.value("state", "") : "";
}

void Records::set_registry(const std::string& state) const { write(folder_ / "registry.json", {{"state", state}}); }

void Records::follow() const {
  const ordered_json document = {{"url", server_.url}, {"from", "config"}};
  if (read(folder_ / "server.json") != document) write(folder_ / "server.json", document);
}

std::vector<Server> followed(const fs::path& root) {
  std::vector<Server> servers;
  for (const fs::path& folder : storage::folders_in(root / results::tracking_name)) {
    const ordered_json document = read(folder / "server.json");
    if (!document.is_object()) continue;
    Server server = server_at(document.value("url", ""), (folder / "server.json").string());
    if (server.id == folder.filename()) servers.push_back(std::move(server));
  }
  return servers;
}

}  // namespace trainyard::tracking
