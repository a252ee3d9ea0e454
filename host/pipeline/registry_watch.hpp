// Looks at the registry while a model is served, and exchanges the model when its stage gets another version.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "host/serve/metrics.hpp"
#include "host/serve/model_slot.hpp"

namespace trainyard::pipeline {

/// A thread of its own, until the object dies. Whatever is wrong with the registry or the new version, the former model goes on answering;
/// the slot's problem and the log say so, and it is tried again.
class RegistryWatch {
 public:
  struct Steps {
    std::function<serve::ModelId()> choose;  ///< which version the registry has at the stage
    std::function<std::shared_ptr<const serve::ServedModel>(const serve::ModelId&)> load;
  };

  RegistryWatch(const std::filesystem::path& results, std::chrono::milliseconds every, serve::ModelSlot& slot, serve::Metrics& metrics,
                Steps steps);
  ~RegistryWatch();
  RegistryWatch(const RegistryWatch&) = delete;
  RegistryWatch& operator=(const RegistryWatch&) = delete;

 private:
  void run();
  void look();
  void exchange();

  std::filesystem::path audit_;
  std::chrono::milliseconds every_;
  serve::ModelSlot& slot_;
  serve::Metrics& metrics_;
  Steps steps_;
  std::string looks_;  // of the audit, when it was read last
  int until_retry_ = 0;  // looks, after a failure
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace trainyard::pipeline
