#include "kernels/trees/block/launches.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernels/trees/block/grow_trees.hpp"

namespace trainyard::kernels::trees::block {
namespace {

// So many launches run side by side, for which a device has queues at most: trees of few levels wait for few with many.
constexpr int most_running = 32;

/// Of one device.
class Launches {
 public:
  void grow(const Exec& exec, Task& task) {
    const auto own = std::make_shared<Request>();
    own->task = &task;
    std::unique_lock lock(mutex_);
    waiting_.push_back(own);
    if (running_ < most_running && waiting_.front() == own) {
      ++running_;
      own->leads = true;
    }
    own->changed.wait(lock, [&] { return own->leads || own->is_done; });
    if (own->leads) lead(exec, lock);
    if (own->error) std::rethrow_exception(own->error);
  }

 private:
  struct Request {
    Task* task = nullptr;
    bool leads = false, is_done = false;
    std::exception_ptr error;
    std::condition_variable changed;
  };

  /// Launches what waits, the caller's request first, and hands the place over.
  void lead(const Exec& exec, std::unique_lock<std::mutex>& lock) {
    const std::size_t count = std::min(waiting_.size(), most_at_once);
    const std::vector<std::shared_ptr<Request>> batch(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    lock.unlock();
    std::exception_ptr error;
    try {
      std::vector<Task*> tasks;
      tasks.reserve(count);
      for (const auto& request : batch) tasks.push_back(request->task);
      grow_trees(exec, {tasks.data(), tasks.size()});
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    for (const auto& request : batch) {
      request->error = error;
      request->is_done = true;
      request->changed.notify_one();
    }
    if (waiting_.empty() || waiting_.front()->leads) {
      --running_;
      return;
    }
    waiting_.front()->leads = true;
    waiting_.front()->changed.notify_one();
  }

  std::mutex mutex_;
  std::deque<std::shared_ptr<Request>> waiting_;  ///< the first may lead
  int running_ = 0;
};

Launches& launches_of(const Exec& exec) {
  static std::mutex mutex;
  static auto* const all = new std::map<std::string, Launches>;
  const std::scoped_lock lock(mutex);
  return (*all)[exec.name()];
}

}  // namespace

void grow_with_others(const Exec& exec, Task& task) { launches_of(exec).grow(exec, task); }

}  // namespace trainyard::kernels::trees::block
