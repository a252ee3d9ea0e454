#include "host/dataset/pending.hpp"

#include <chrono>
#include <random>
#include <system_error>
#include <unistd.h>

#include "host/dataset/progress.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = ".pending-";

fs::path lease_file(const fs::path& folder) { return folder.string() + ".lease"; }

// Whether the next maker of the same version goes on with what is there.
bool can_go_on(const fs::path& folder) {
  constexpr std::chrono::hours longest{24 * 7};
  std::error_code absent;
  const auto written = fs::last_write_time(folder / progress_file, absent);
  return !absent && fs::file_time_type::clock::now() - written < longest;
}

void remove_abandoned(const fs::path& parent) {
  std::error_code ignored;  // what vanishes meanwhile was removed by somebody else; what stays is tried again next time
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    if (!entry.path().filename().string().starts_with(prefix) || !entry.is_directory(ignored)) continue;
    if (storage::Lease::held(lease_file(entry.path()))) continue;
    if (can_go_on(entry.path())) continue;
    fs::remove_all(entry.path(), ignored);
    fs::remove(lease_file(entry.path()), ignored);
  }
}

}  // namespace

Pending::Pending(const fs::path& parent, const std::string& version) {
  storage::make_folder(parent);
  remove_abandoned(parent);
  folder_ = parent / (prefix + version);
  lease_ = storage::Lease::acquire(lease_file(folder_));
  if (!lease_) {
    std::random_device random;
    folder_ += "-" + std::to_string(::getpid()) + "-" + std::to_string(random());
    lease_ = storage::Lease::acquire(lease_file(folder_));
  }
  if (!lease_) throw Error(ExitCode::cannot_create, folder_.string() + ": claimed by another process; run again");
  storage::make_folder(folder_);
}

Pending::~Pending() {
  std::error_code ignored;
  if (!folder_.empty() && !kept_) fs::remove_all(folder_, ignored);
}

bool Pending::publish(const fs::path& final_path) {
  if (!lease_->still_ours()) {
    throw Error(ExitCode::io,
                folder_.string() + ": another process took this folder for abandoned (was this one stopped for minutes?); run again");
  }
  if (!storage::publish_folder(folder_, final_path)) return false;
  folder_.clear();
  return true;
}

}  // namespace trainyard::dataset
