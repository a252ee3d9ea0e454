// An HTTP/1.1 server for one application. One thread reads and writes all connections, and gives quick answers; other threads give those
// that take time. Nothing that a client does or leaves undone holds up another one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/http/message.hpp"

namespace trainyard::http {

struct Settings {
  std::string host = "127.0.0.1";  ///< a name or address of this machine
  std::uint16_t port = 0;          ///< 0: any free one
  int threads = 1;                 ///< for answers that take time
  std::size_t queue = 256;         ///< requests that wait for one of them; more are answered 429
  std::size_t connections = 1024;  ///< more are answered 503
  std::size_t header_bytes = std::size_t{16} << 10;
  std::size_t body_bytes = std::size_t{16} << 20;     ///< of one request
  std::size_t bodies_bytes = std::size_t{256} << 20;  ///< of all requests under way
  std::chrono::milliseconds request_time{10'000};     ///< from a request's first byte to its last, and again to take the answer
  std::chrono::milliseconds idle_time{60'000};        ///< between requests
  std::chrono::milliseconds drain_time{1'000};        ///< for which a server that is to stop still takes connections
};

/// One request that was answered.
struct Exchange {
  const Request& request;  ///< method "": what came was no request
  const Response& response;
  double seconds;  ///< from the first byte of the request to the answer being handed to the system
};

/// What a server serves. All are called from any of its threads at once.
class Application {
 public:
  virtual ~Application() = default;
  /// Sees a request before its body is read; an answer, most often a refusal, leaves the body unread.
  [[nodiscard]] virtual std::optional<Response> refuse(const Request& head) noexcept = 0;
  /// Whether the answer takes no time, so that it may be given while connections wait; others wait for their turn.
  [[nodiscard]] virtual bool is_quick(const Request& request) noexcept = 0;
  [[nodiscard]] virtual Response answer(const Request& request) noexcept = 0;
  virtual void answered(const Exchange& exchange) noexcept = 0;
  /// The server is about to stop.
  virtual void drain() noexcept = 0;
  /// Every tenth of a second; must be quick.
  virtual void tick() noexcept = 0;
};

/// Present figures, and those since the start.
struct Load {
  std::uint64_t connections = 0, requests = 0;  ///< open, under way
  std::uint64_t refused_connections = 0;        ///< answered 503 or closed because there were too many
};

class Server {
 public:
  /// Listens. Throws Error(usage) when there is no such host, Error(unavailable) when the address is taken or not this machine's.
  Server(const Settings& settings, Application& application);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// "http://127.0.0.1:8080"
  [[nodiscard]] std::string url() const;
  /// Serves until `stop` says so, which is asked ten times a second; then finishes the requests under way.
  void run(const std::function<bool()>& stop);
  [[nodiscard]] Load load() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::http
