// Runs being made: started, gone on with, published.
#include <cerrno>
#include <chrono>
#include <cstring>
#include <random>
#include <sys/stat.h>

#include "host/error/error.hpp"
#include "host/results/layout.hpp"
#include "host/results/results.hpp"
#include "host/results/run_folder.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "host/system/system.hpp"

namespace trainyard::results {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string pretty(const Json& document) { return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'; }

bool has_key(const RunEntry& run, const std::string& key) {
  return run.run.is_object() && run.run.contains("key") && run.run["key"] == key;
}

std::int64_t next_order(const fs::path& experiment) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::int64_t order = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  for (const RunEntry& run : runs_of(experiment, true, true)) order = std::max(order, order_of(run) + 1);
  return order;
}

/// Removes what programs killed while starting a run left in runs/.pending: leases without a folder, folders without a run.json.
void clean_pending(const fs::path& pending) {
  std::vector<fs::path> leases, folders;
  for (const auto& entry : fs::directory_iterator(pending)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".lease" && !fs::exists(fs::path(path).replace_extension())) leases.push_back(path);
    if (entry.is_directory() && !fs::exists(path / "run.json")) folders.push_back(path);
  }
  for (const fs::path& lease : leases) storage::Lease::acquire(lease);  // taken and given back, which removes it
  for (const fs::path& folder : folders) {
    const auto lease = storage::Lease::acquire(lease_of(folder));
    if (!lease) continue;
    storage::remove_leftovers(folder);
    std::error_code not_empty;  // then it holds what is not ours to remove
    if (!fs::exists(folder / "run.json")) fs::remove(folder, not_empty);
  }
  storage::remove_temporaries(pending);
}

/// A free name beside `name`: the same with a number from `number` on. Holds its lease when it returns.
std::optional<storage::Lease> reserve(const fs::path& pending, const std::string& name, int number, fs::path& folder) {
  for (;; ++number) {
    const std::string tried = number == 1 ? name : name.substr(0, 90) + "-" + std::to_string(number);
    folder = pending / tried;
    auto lease = storage::Lease::acquire(lease_of(folder));
    if (lease && !fs::exists(folder) && !fs::exists(pending.parent_path() / tried)) return lease;
  }
}

}  // namespace

void PendingRun::go_on() {
  resumed_ = true;
  if (!lease_->fences()) return storage::remove_leftovers(folder_);
  fs::path moved;
  auto lease = reserve(folder_.parent_path(), name_, 2, moved);
  fs::rename(folder_, moved);
  std::swap(lease_, lease);  // the old one is given back at the end
  folder_ = moved;
  name_ = moved.filename();
  storage::remove_others_leftovers(folder_);
  // Who has these open would go on writing into them: they become other files of the same content.
  for (const char* file : {"log.jsonl"}) {
    if (fs::exists(folder_ / file)) storage::write_file(folder_ / file, storage::read_file(folder_ / file));
  }
  Json run = storage::parse_json(storage::read_file(folder_ / "run.json"), folder_ / "run.json");
  run["name"] = name_;
  write_json("run.json", run);
}

PendingRun Results::start(const std::string& experiment, const std::string& key, const std::string& name, bool fresh,
                          const Json& experiment_info, const std::function<bool(const RunEntry&)>& fits) {
  storage::check_name("run", name);
  const fs::path home = ensure_experiment(root_, experiment, experiment_info);
  const fs::path pending = home / "runs" / pending_name;
  clean_pending(pending);
  PendingRun run;
  if (!fresh) {
    std::vector<RunEntry> interrupted = runs_of(home, false, true);
    sort_runs(interrupted);
    for (const RunEntry& entry : interrupted) {
      if (!has_key(entry, key) && !(fits && fits(entry))) continue;
      run.lease_ = storage::Lease::acquire(lease_of(entry.folder));
      if (!run.lease_ && has_key(entry, key)) run.beside_ = entry.name;
      if (!run.lease_ || !fs::exists(entry.folder / "run.json")) continue;  // held, or published just now
      run.folder_ = entry.folder;
      run.name_ = entry.name;
      run.go_on();
      return run;
    }
  }
  do {
    run.lease_ = reserve(pending, name, 1, run.folder_);
    if (::mkdir(run.folder_.c_str(), 0750) == 0) break;
    if (errno != EEXIST)
      throw Error(ExitCode::cannot_create, "cannot make the folder " + run.folder_.string() + ": " + std::strerror(errno));
  } while (true);
  run.name_ = run.folder_.filename();
  run.write_json("run.json", {{"key", key}, {"name", run.name_}, {"created", system::now_utc()}, {"order", next_order(home)}});
  return run;
}

fs::path Results::pending_folder(const std::string& experiment, const Json& experiment_info) {
  return ensure_experiment(root_, experiment, experiment_info) / "runs" / pending_name;
}

PendingRun Results::claim(const fs::path& pending_folder) {
  const fs::path folder = fs::absolute(pending_folder / "").lexically_normal().parent_path();
  if (folder.parent_path().filename() != pending_name || !fs::exists(folder / "run.json")) {
    throw Error(ExitCode::no_input, folder.string() + " is not a pending run; `trainyard runs list` shows those that can be resumed");
  }
  PendingRun run;
  run.lease_ = storage::Lease::acquire(lease_of(folder));
  if (!run.lease_) throw Error(ExitCode::unavailable, folder.string() + " is held by a living process; wait for it, or stop it");
  if (!fs::exists(folder / "run.json")) throw Error(ExitCode::no_input, folder.string() + " was published just now");
  run.folder_ = folder;
  run.name_ = folder.filename();
  run.go_on();
  return run;
}

void PendingRun::write_json(const fs::path& relative, const Json& document) const {
  storage::make_folder((folder_ / relative).parent_path());
  storage::write_file(folder_ / relative, pretty(document));
}

fs::path PendingRun::publish(const std::string& final_name) {
  storage::check_name("run", final_name);
  const auto check_lease = [&] {
    if (still_ours()) return;
    throw Error(ExitCode::interrupted, folder_.string() +
                                           " was taken over by another process while this one was not heard of; it was not "
                                           "published, `trainyard runs list` shows who has it");
  };
  if (!lease_) throw Error(ExitCode::bug, folder_.string() + " was published twice");
  check_lease();
  const fs::path final_folder = folder_.parent_path().parent_path() / final_name;
  const auto exists = [&] { return Error(ExitCode::cannot_create, final_folder.string() + " exists already; publish under another name"); };
  if (fs::exists(final_folder)) throw exists();
  Json run = storage::parse_json(storage::read_file(folder_ / "run.json"), folder_ / "run.json");
  if (run.value("name", "") != final_name) {
    run["name"] = final_name;
    write_json("run.json", run);
  }
  storage::remove_leftovers(folder_);
  storage::write_manifest(folder_, "run");
  check_lease();
  if (!storage::publish_folder(folder_, final_folder)) throw exists();
  lease_.reset();
  return final_folder;
}

void PendingRun::discard() {
  if (!still_ours()) return;
  fs::remove(folder_ / "run.json");  // first: without it the folder is no run, whatever is left of it
  fs::remove_all(folder_);
  lease_.reset();
}

std::string run_name(const std::string& what) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char time[32];
  std::strftime(time, sizeof time, "%Y%m%dT%H%M%SZ", &parts);
  std::string safe = what.substr(0, 70);
  for (char& c : safe) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (!plain) c = '-';
  }
  std::random_device random;
  char tail[16];
  std::snprintf(tail, sizeof tail, "%06x", random() & 0xffffffU);
  return std::string(time) + "-" + (safe.empty() ? "" : safe + "-") + tail;
}

}  // namespace trainyard::results
