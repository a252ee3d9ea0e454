// What the service answers: routes to functions from a request to a response. Knows no sockets.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/http/server.hpp"
#include "host/http/tokens.hpp"
#include "host/serve/metrics.hpp"
#include "host/serve/model_slot.hpp"
#include "host/serve/request_log.hpp"

namespace trainyard::serve {

struct ServiceOptions {
  std::size_t most_rows = 10'000;     ///< per request
  std::filesystem::path token_file;   ///< empty: everyone may call
  std::filesystem::path request_log;  ///< empty: none
  double log_sample = 1;              ///< share of the requests in the log, 0 to 1
};

/// A call under way, as the functions behind the routes see it.
struct Call {
  const http::Request& request;
  ModelSlot& slot;
  Metrics& metrics;
  const ServiceOptions& options;
  bool log_rows;  ///< the request is one for the log
  bool draining;
  double uptime_seconds;
  http::Load load;
};

class Service : public http::Application {
 public:
  /// Throws what Tokens and RequestLog throw.
  Service(ModelSlot& slot, ServiceOptions options);

  [[nodiscard]] std::optional<http::Response> refuse(const http::Request& head) noexcept override;
  [[nodiscard]] bool is_quick(const http::Request& request) noexcept override;
  [[nodiscard]] http::Response answer(const http::Request& request) noexcept override;
  void answered(const http::Exchange& exchange) noexcept override;
  void drain() noexcept override { draining_ = true; }
  void tick() noexcept override;

  /// Where the figures of the connections come from.
  void set_load(std::function<http::Load()> load) { load_ = std::move(load); }
  [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }

 private:
  [[nodiscard]] std::optional<http::Response> objection(const http::Request& head) const;
  [[nodiscard]] bool may_call(const http::Request& head) const;
  void write_log(const http::Exchange& exchange, const std::string& path);

  ModelSlot& slot_;
  ServiceOptions options_;
  std::optional<http::Tokens> tokens_;
  std::optional<RequestLog> log_;
  Metrics metrics_;
  std::function<http::Load()> load_ = [] { return http::Load{}; };
  std::atomic<bool> draining_{false};
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(), refreshed_ = started_;
};

}  // namespace trainyard::serve
