// A server on a free port, with an application whose answers are easy to foretell, and a client that sends any bytes.
#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "host/http/server.hpp"

namespace trainyard::http::test {

/// Answers with what it was sent; "/slow" after as long as `pause` says, "/large" with a megabyte.
class Echo : public Application {
 public:
  std::optional<Response> refuse(const Request& head) noexcept override {
    if (head.path == "/refused") return refusal(404, "refused by its header", head.id);
    return std::nullopt;
  }
  bool is_quick(const Request& request) noexcept override { return request.method != "POST"; }
  Response answer(const Request& request) noexcept override {
    if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    if (request.path == "/large") return {.type = "text/plain", .body = std::string(std::size_t{8} << 20, 'x')};
    return {.type = "text/plain", .body = request.method + " " + request.path + "?" + request.query + " " + request.body};
  }
  void answered(const Exchange& exchange) noexcept override {
    const std::scoped_lock lock(mutex);
    statuses.push_back(exchange.response.status);
  }
  void drain() noexcept override { draining = true; }
  void tick() noexcept override {}

  std::atomic<int> pause{50};  // milliseconds
  std::atomic<bool> draining{false};
  std::mutex mutex;
  std::vector<int> statuses;
};

class Running {
 public:
  /// Stops at once, unless the settings ask for another time than usual.
  explicit Running(const Settings& settings = {}) : server_(without_usual_drain(settings), application) {
    thread_ = std::thread([this] { server_.run([this] { return stop_.load(); }); });
  }
  ~Running() { stop(); }
  void ask_to_stop() { stop_ = true; }
  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Load load() const { return server_.load(); }

  Echo application;

 private:
  static Settings without_usual_drain(Settings settings) {
    if (settings.drain_time == Settings().drain_time) settings.drain_time = {};
    return settings;
  }

  Server server_;
  std::uint16_t port_ = server_.port();
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  /// False when the other end is closed.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() const { ::shutdown(fd_, SHUT_WR); }
  /// One response, head and body; what there is when the connection ends, or nothing comes for `milliseconds`.
  std::string receive(int milliseconds = 5000) {
    while (!complete()) {
      pollfd waiting{fd_, POLLIN, 0};
      if (::poll(&waiting, 1, milliseconds) != 1) break;
      char bytes[65536];
      const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      pending_.append(bytes, static_cast<std::size_t>(got));
    }
    const std::size_t size = complete() ? message_size() : pending_.size();
    std::string message = pending_.substr(0, size);
    pending_.erase(0, size);
    return message;
  }
  /// Whether the other end closes within that time.
  bool closed(int milliseconds = 5000) const {
    pollfd waiting{fd_, POLLIN, 0};
    char bytes[65536];
    while (::poll(&waiting, 1, milliseconds) == 1) {
      if (::recv(fd_, bytes, sizeof bytes, 0) <= 0) return true;
    }
    return false;
  }

 private:
  [[nodiscard]] std::size_t message_size() const {
    const std::size_t head = pending_.find("\r\n\r\n");
    if (head == std::string::npos) return std::string::npos;
    const std::size_t length = pending_.find("Content-Length: ");
    return head + 4 + (length < head ? std::stoul(pending_.substr(length + 16)) : 0);
  }
  [[nodiscard]] bool complete() const { return message_size() != std::string::npos && pending_.size() >= message_size(); }

  int fd_;
  bool connected_ = false;
  std::string pending_;
};

inline int status_of(const std::string& response) { return response.size() < 12 ? 0 : std::stoi(response.substr(9, 3)); }
inline std::string body_of(const std::string& response) {
  const std::size_t head = response.find("\r\n\r\n");
  return head == std::string::npos ? "" : response.substr(head + 4);
}
inline std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"; }
inline std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace trainyard::http::test
