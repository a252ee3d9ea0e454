// Three steps over a stream of items: produce and consume one at a time and in order, convert many at once. Any number of threads gives
// what one gives.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace trainyard::dataset {

template <class Item>
class OrderedPipeline {
 public:
  struct Steps {
    std::function<bool(Item&)> produce;  ///< fills the item; false when there is none left
    std::function<void(Item&)> convert;  ///< must not share anything that changes
    std::function<void(Item&)> consume;
  };

  /// At most `in_flight` items exist; they are used again, so their buffers keep their size.
  OrderedPipeline(Steps steps, int threads, std::size_t in_flight) : steps_(std::move(steps)), threads_(std::max(threads, 1)) {
    for (std::size_t i = 0; i < std::max<std::size_t>(in_flight, 1); ++i) free_.push_back(std::make_unique<Entry>());
  }

  /// Runs to the end, or to what a step throws, which comes out here once every thread has stopped: of several failures the one of the
  /// earliest item, after all items before it were consumed.
  void run() {
    std::vector<std::thread> others;
    others.reserve(static_cast<std::size_t>(threads_));
    try {
      for (int i = 1; i < threads_; ++i) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // Fewer threads than wished for are slower, no more.
    }
    work();
    for (std::thread& other : others) other.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  struct Entry {
    Item item;
    enum class State { produced, converting, converted } state = State::produced;
    std::exception_ptr failure;  // of producing or converting it
  };

  void work() {
    std::unique_lock lock(mutex_);
    while (!failure_ && !(ended_ && line_.empty())) {
      if (step(lock)) {
        changed_.notify_all();
      } else {
        changed_.wait(lock);
      }
    }
    changed_.notify_all();
  }

  // Does what brings the front of the line nearest to its end; false when there is nothing to do now.
  bool step(std::unique_lock<std::mutex>& lock) {
    if (!consuming_ && !line_.empty() && line_.front()->state == Entry::State::converted) return consume(lock);
    const auto waiting = std::find_if(line_.begin(), line_.end(), [](const auto& entry) { return entry->state == Entry::State::produced; });
    if (waiting != line_.end()) return convert(lock, **waiting);
    if (!ended_ && !producing_ && !free_.empty()) return produce(lock);
    return false;
  }

  bool produce(std::unique_lock<std::mutex>& lock) {
    std::unique_ptr<Entry> entry = std::move(free_.back());
    free_.pop_back();
    entry->state = Entry::State::produced;
    producing_ = true;
    bool more = false;
    entry->failure = unlocked(lock, [&] { more = steps_.produce(entry->item); });
    producing_ = false;
    ended_ = !more;
    if (entry->failure) entry->state = Entry::State::converted;  // to come out when its turn is there
    (more || entry->failure ? line_ : free_).push_back(std::move(entry));
    return true;
  }

  bool convert(std::unique_lock<std::mutex>& lock, Entry& entry) {
    entry.state = Entry::State::converting;
    entry.failure = unlocked(lock, [&] { steps_.convert(entry.item); });
    entry.state = Entry::State::converted;
    return true;
  }

  bool consume(std::unique_lock<std::mutex>& lock) {
    consuming_ = true;
    Entry& entry = *line_.front();
    failure_ = entry.failure ? entry.failure : unlocked(lock, [&] { steps_.consume(entry.item); });
    consuming_ = false;
    free_.push_back(std::move(line_.front()));
    line_.pop_front();
    return true;
  }

  // Returns what the action throws.
  static std::exception_ptr unlocked(std::unique_lock<std::mutex>& lock, const std::function<void()>& action) {
    std::exception_ptr failure;
    lock.unlock();
    try {
      action();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    return failure;
  }

  Steps steps_;
  int threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Entry>> line_, free_;
  bool producing_ = false, consuming_ = false, ended_ = false;
  std::exception_ptr failure_;
};

}  // namespace trainyard::dataset
