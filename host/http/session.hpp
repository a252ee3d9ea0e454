// One connection: reads requests, hands them on, writes answers. Private to http; all of it runs on the server's one thread.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "host/http/server.hpp"
#include "host/http/workers.hpp"

namespace trainyard::http {

using Clock = std::chrono::steady_clock;
class Session;

/// What the connections of a server share.
struct Core {
  Settings settings;
  Application& application;
  std::optional<Workers> workers = {};
  std::unordered_set<Session*> sessions = {};
  std::size_t bodies_bytes = 0;  // held by requests under way
  bool draining = false;
  std::string date = {};  // for the header of that name, of this second
  std::atomic<std::uint64_t> connections{0}, requests{0}, refused_connections{0};
  boost::asio::io_context io{1};  // last, for sessions that it holds are gone before the rest
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Core& core, boost::asio::ip::tcp::socket socket);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() { await_request(); }
  /// Answers 503 without reading.
  void turn_away();
  /// Ends what has taken too long.
  void check_deadline(Clock::time_point now);
  /// Closes the connection at that time where no request is under way then.
  void end_idling(Clock::time_point latest);

 private:
  enum class Phase { idle, reading, answering, writing, leaving };
  using Code = const boost::system::error_code&;

  void await_request();
  void begin_request();
  void on_header(Code code);
  void read_body();
  void dispatch();
  void fail(Code code);
  void respond(Response response, bool keep);
  void respond_to_failure(int status, const std::string& message);
  void on_written(Code code);
  void leave();
  void discard();
  void close();

  [[nodiscard]] bool take_head();
  [[nodiscard]] std::optional<Response> objection() const;
  void hold_body_bytes(std::size_t bytes);
  void begin(Phase phase, std::chrono::milliseconds time);

  Core& core_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  Phase phase_ = Phase::idle;
  Clock::time_point deadline_, began_;
  bool timed_out_ = false, keep_ = false, counted_ = false;
  std::size_t held_bytes_ = 0;   // of core_.bodies_bytes
  std::size_t left_bytes_ = 0;   // that are still thrown away before the connection is closed
  Request request_;
  Response response_;
  std::string head_;
  std::array<char, 4096> unread_{};
};

}  // namespace trainyard::http
