#include "host/dataset/pending.hpp"

#include <random>
#include <system_error>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = ".pending-";

fs::path lease_file(const fs::path& folder) { return folder.string() + ".lease"; }

void remove_abandoned(const fs::path& parent) {
  std::error_code ignored;  // what vanishes meanwhile was removed by somebody else; what stays is tried again next time
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    if (!entry.path().filename().string().starts_with(prefix) || !entry.is_directory(ignored)) continue;
    if (storage::Lease::held(lease_file(entry.path()))) continue;
    fs::remove_all(entry.path(), ignored);
    fs::remove(lease_file(entry.path()), ignored);
  }
}

}  // namespace

Pending::Pending(const fs::path& parent, const std::string& version) {
  storage::make_folder(parent);
  remove_abandoned(parent);
  std::random_device random;
  folder_ = parent / (prefix + version + "-" + std::to_string(::getpid()) + "-" + std::to_string(random()));
  lease_ = storage::Lease::acquire(lease_file(folder_));
  if (!lease_) throw Error(ExitCode::cannot_create, folder_.string() + ": claimed by another process; run again");
  storage::make_folder(folder_);
}

Pending::~Pending() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
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
