#include "host/dataset/pending.hpp"

#include <chrono>
#include <cstring>
#include <random>
#include <system_error>
#include <unistd.h>

#include "host/dataset/progress.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/leftovers.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = ".pending-";
constexpr const char* lease_ending = ".lease";

fs::path lease_file(const fs::path& folder) { return folder.string() + lease_ending; }

// A second maker's own, whose name nobody gives again.
bool is_unique(const fs::path& folder) { return folder.filename().string().find('-', std::strlen(prefix)) != std::string::npos; }

// Whether the next maker of the same version goes on with what is there.
bool can_go_on(const fs::path& folder) {
  if (is_unique(folder)) return false;
  constexpr std::chrono::hours longest{24 * 7};
  std::error_code absent;
  const auto written = fs::last_write_time(folder / progress_file, absent);
  return !absent && fs::file_time_type::clock::now() - written < longest;
}

// Claimed first, so that nobody begins to go on with it meanwhile.
void remove_abandoned(const fs::path& folder) {
  const auto claim = storage::Lease::acquire(lease_file(folder));
  if (!claim || can_go_on(folder)) return;
  std::error_code ignored;  // what stays is tried again next time
  fs::remove_all(folder, ignored);
}

void remove_all_abandoned(const fs::path& parent) {
  storage::remove_temporaries(parent);
  std::error_code ignored;  // what vanishes meanwhile was removed by somebody else
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(prefix)) continue;
    if (entry.is_directory(ignored)) {
      if (!can_go_on(entry.path()) && !storage::Lease::held(lease_file(entry.path()))) remove_abandoned(entry.path());
    } else if (name.ends_with(lease_ending) && !storage::Lease::held(entry.path())) {
      remove_abandoned(parent / name.substr(0, name.size() - std::strlen(lease_ending)));
    }
  }
}

}  // namespace

Pending::Pending(const fs::path& parent, const std::string& version) {
  storage::make_folder(parent);
  remove_all_abandoned(parent);
  folder_ = parent / (prefix + version);
  lease_ = storage::Lease::acquire(lease_file(folder_));
  if (!lease_ || lease_->fences()) {  // somebody else writes there, or may
    std::random_device random;
    folder_ += "-" + std::to_string(::getpid()) + "-" + std::to_string(random());
    lease_ = storage::Lease::acquire(lease_file(folder_));
  }
  if (!lease_) throw Error(ExitCode::cannot_create, folder_.string() + ": claimed by another process; run again");
  storage::make_folder(folder_);
}

Pending::~Pending() {
  std::error_code ignored;
  if (!folder_.empty() && !(kept_ && can_go_on(folder_))) fs::remove_all(folder_, ignored);
}

bool Pending::publish(const fs::path& final_path) {
  if (!lease_->still_ours()) {
    throw Error(ExitCode::io,
                folder_.string() + ": another process took this folder for abandoned (was this one stopped for minutes?); run again");
  }
  fs::remove(folder_ / progress_file);
  if (!storage::publish_folder(folder_, final_path)) return false;
  folder_.clear();
  return true;
}

}  // namespace trainyard::dataset
