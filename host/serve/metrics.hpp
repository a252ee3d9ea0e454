// What the service counts, in Prometheus' text format (version 0.0.4).
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/features/transform.hpp"
#include "host/http/server.hpp"

namespace trainyard::serve {

struct ModelId;

/// Counts from any thread. Labels are names of routes, status codes and columns, so that their number is bounded.
class Metrics {
 public:
  /// Upper bounds of the latency histogram, in seconds.
  static constexpr std::array<double, 16> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                 0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

  /// `routes`: the values of the label "path".
  explicit Metrics(std::vector<std::string> routes);

  void count_request(std::size_t route, int status, double seconds);
  void count_predictions(std::uint64_t rows, const features::ApplyCounts& counts);
  void count_load(bool failed);
  void count_lost_log_line() { ++lost_log_lines_; }

  /// `model`: what is loaded, or nullptr.
  [[nodiscard]] std::string text(const http::Load& load, const ModelId* model) const;

 private:
  static constexpr std::size_t statuses = 600;
  struct Route {
    std::array<std::atomic<std::uint64_t>, statuses> by_status{};
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> by_time{};  // the last: above all bounds
    std::atomic<std::uint64_t> nanoseconds{0};
  };

  void append_requests(std::string& text) const;
  void append_durations(std::string& text) const;
  void append_columns(std::string& text) const;

  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Route>> routes_;
  std::atomic<std::uint64_t> predictions_{0}, loads_{0}, failed_loads_{0}, lost_log_lines_{0};
  std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> missing_, unseen_;  // by column
};

}  // namespace trainyard::serve
