// Requests to one server over one connection: bounded in time, repeated where that is safe. Private to tracking.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "host/error/error.hpp"
#include "host/tracking/server.hpp"

namespace trainyard::tracking {

/// How long a server is waited for.
struct Patience {
  std::chrono::milliseconds connect{3000}, request{10000};
  std::chrono::milliseconds total{30000};  ///< over all requests; 0: without bound
  int attempts = 3;                        ///< of one request
};

/// The server answered, and the answer is no: what it says of the reason, an MLflow error code where it gave one.
class Refusal : public Error {
 public:
  Refusal(ExitCode exit, const std::string& message, std::string reason) : Error(exit, message), reason_(std::move(reason)) {}
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

 private:
  std::string reason_;
};

/// Whether a request that may have been worked on, though no answer came, may be sent again.
enum class Repeat { safe, unsafe };

class Http {
 public:
  Http(Server server, Credentials credentials, Patience patience);
  Http(Http&&) noexcept;
  Http& operator=(Http&&) noexcept;
  ~Http();

  /// The body of the answer, which was 2xx. `path` begins with a slash. Errors, none of which shows a secret: unavailable (69) when the
  /// server cannot be reached, is too slow, too busy (429) or broken (5xx) after all attempts, or points elsewhere (3xx); not_permitted
  /// (77) for 401 and 403; Refusal for every other answer.
  std::string get(const std::string& path);
  std::string send(const std::string& method, const std::string& path, const std::string& json, Repeat repeat);
  /// Streams a file, of which `size` bytes are expected. Error(bad_data) when it holds fewer or more.
  void put_file(const std::string& path, const std::filesystem::path& file, std::uint64_t size);
  void put_bytes(const std::string& path, std::string_view bytes);

  /// Percent-encoded, but for slashes.
  [[nodiscard]] std::string escaped(const std::string& path) const;
  [[nodiscard]] const Server& server() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::tracking
