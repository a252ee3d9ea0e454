#include "host/pipeline/registry_watch.hpp"

#include <sys/stat.h>

#include "host/log/log.hpp"
#include "host/registry/audit.hpp"

namespace trainyard::pipeline {
namespace {

constexpr int looks_between_retries = 5;

std::string looks_of(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "gone";
  return std::to_string(info.st_ino) + " " + std::to_string(info.st_size) + " " + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec);
}

std::string shown(const serve::ModelId& id) { return id.name + " version " + id.version_text(); }

}  // namespace

RegistryWatch::RegistryWatch(const std::filesystem::path& results, std::chrono::milliseconds every, serve::ModelSlot& slot,
                             serve::Metrics& metrics, Steps steps)
    : audit_(results / registry::audit_name), every_(every), slot_(slot), metrics_(metrics), steps_(std::move(steps)) {
  thread_ = std::thread([this] { run(); });
}

RegistryWatch::~RegistryWatch() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

// The first look reads the registry again, in case that it changed since the model was chosen.
void RegistryWatch::run() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, every_, [this] { return ending_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

void RegistryWatch::look() {
  if (slot_.loaded() == nullptr) return;  // the first request will read the registry
  std::string looks = looks_of(audit_);
  const bool is_due = until_retry_ > 0 && --until_retry_ == 0;
  if (looks == looks_ && !is_due) return;
  looks_ = std::move(looks);
  try {
    until_retry_ = 0;
    exchange();
  } catch (const std::exception& error) {
    until_retry_ = looks_between_retries;
    metrics_.count_load(true);
    if (slot_.problem() == error.what()) return;
    slot_.set_problem(error.what());
    log::warning(std::string(error.what()) + "; " + shown(slot_.loaded()->id()) + " goes on answering");
  }
}

void RegistryWatch::exchange() {
  const serve::ModelId chosen = steps_.choose();
  const auto former = slot_.loaded();
  if (chosen == former->id()) return slot_.set_problem("");
  slot_.put(steps_.load(chosen));
  metrics_.count_load(false);
  log::info(shown(chosen) + " answers from now on, in the place of " + shown(former->id()));
}

}  // namespace trainyard::pipeline
