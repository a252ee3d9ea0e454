// What consumer and producer have in common: a client of the brokers with its settings, and what it last complained of. Private to stream.
#pragma once

#include <chrono>
#include <string>

#include "host/error/error.hpp"
#include "host/stream/librdkafka.hpp"
#include "host/stream/properties.hpp"

namespace trainyard::stream {

using Clock = std::chrono::steady_clock;

class Client {
 public:
  /// Later settings win; `configure` sets callbacks, whose opaque pointer is to this Client. Throws Error(bad_config) with librdkafka's reason
  /// for a setting that it does not take.
  Client(rd_kafka_type_t type, const Properties& settings, void (*configure)(rd_kafka_conf_t* conf));
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Waits until the topic has partitions that are known; one that the brokers do not know is given a few seconds to be made. Throws
  /// Error(`absent`) when it is not there, Error(unavailable) when no broker answers within the deadline, Error(not_permitted).
  void await_topic(const std::string& topic, std::chrono::seconds deadline, ExitCode absent);

 protected:
  [[nodiscard]] rd_kafka_t* get() const noexcept { return client_.get(); }
  /// " (what the client last complained of)", or "".
  [[nodiscard]] std::string complaint() const { return complaint_.empty() ? "" : " (" + complaint_ + ")"; }
  void forget_complaint() { complaint_.clear(); }
  /// Throws Error(unavailable) when the client cannot go on.
  void check_fatal() const;
  /// Before the object on which callbacks are called goes.
  void close() noexcept { client_.reset(); }

  ~Client() = default;

 private:
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* self);

  std::string complaint_;
  bool fatal_ = false;
  Owned<rd_kafka_t> client_;
};

/// Whether brokers refuse for want of a right; asking again does not help.
bool is_refusal(rd_kafka_resp_err_t code);

}  // namespace trainyard::stream
