// Threads that compute, behind a queue with an end.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace trainyard::http {

class Workers {
 public:
  /// Up to `queue` tasks wait beside those that run.
  Workers(int threads, std::size_t queue);
  /// Runs what waits, then ends.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Tasks run in the order in which they came, and must not throw. False: the queue is full, and nothing was taken.
  bool submit(std::function<void()> task);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> tasks_;
  std::size_t queue_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace trainyard::http
