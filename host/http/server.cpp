#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <ctime>
#include <sys/resource.h>

#include "host/error/error.hpp"
#include "host/http/session.hpp"

namespace trainyard::http {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

constexpr std::chrono::milliseconds tick_time{100};
constexpr std::chrono::milliseconds quiet_time{500};  // for a request on an open connection, when no new ones are taken
constexpr std::size_t most_turned_away = 64;  // connections that are being told so at a time
constexpr std::size_t other_files = 128;      // that the process has open besides connections

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

/// Lets the process open as many files as it may, and returns how many connections fit into that.
std::size_t connections_that_fit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return other_files;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur > 2 * other_files ? limit.rlim_cur - other_files : other_files;
}

tcp::endpoint resolved(net::io_context& io, const Settings& settings) {
  error_code code;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(settings.host, std::to_string(settings.port), tcp::resolver::passive, code);
  if (code || found.empty()) {
    throw Error(ExitCode::usage, "--host: there is no host '" + settings.host + "' (" + code.message() +
                                     "); give an address of this machine, such as 127.0.0.1 or 0.0.0.0");
  }
  return found.begin()->endpoint();
}

}  // namespace

struct Server::State {
  Core core;
  tcp::acceptor acceptor{core.io};
  net::steady_timer timer{core.io};
  net::steady_timer pause{core.io};
  std::function<bool()> stop = {};
  Clock::time_point close_at = {}, end_at = {};

  State(const Settings& settings, Application& application) : core{settings, application} {
    core.settings.connections = std::min(settings.connections, connections_that_fit());
    core.date = http_date();
  }

  void listen() {
    const tcp::endpoint endpoint = resolved(core.io, core.settings);
    error_code code;
    acceptor.open(endpoint.protocol(), code);
    if (!code) acceptor.set_option(net::socket_base::reuse_address(true), code);
    if (!code) acceptor.bind(endpoint, code);
    if (!code) acceptor.listen(net::socket_base::max_listen_connections, code);
    if (!code) return;
    throw Error(ExitCode::unavailable, "cannot listen at " + core.settings.host + " port " + std::to_string(core.settings.port) + ": " +
                                           code.message() + "; choose another --host or --port (0 takes a free port)");
  }

  void accept() {
    acceptor.async_accept([this](const error_code& code, tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (code && code != net::error::connection_aborted) return accept_later();
      if (!code) take(std::move(socket));
      accept();
    });
  }

  // Out of files or memory: what is open has to be closed first.
  void accept_later() {
    pause.expires_after(tick_time);
    pause.async_wait([this](const error_code& code) {
      if (!code && acceptor.is_open()) accept();
    });
  }

  void take(tcp::socket socket) {
    if (core.sessions.size() < core.settings.connections) return std::make_shared<Session>(core, std::move(socket))->start();
    if (core.sessions.size() < core.settings.connections + most_turned_away) {
      return std::make_shared<Session>(core, std::move(socket))->turn_away();
    }
    ++core.refused_connections;
  }

  void tick() {
    timer.expires_after(tick_time);
    timer.async_wait([this](const error_code& code) {
      if (code) return;
      const auto now = Clock::now();
      core.date = http_date();
      core.application.tick();
      for (Session* session : core.sessions) session->check_deadline(now);
      if (!core.draining && stop()) drain(now);
      if (core.draining && now >= close_at) finish(now);
      if (!core.io.stopped()) tick();
    });
  }

  void drain(Clock::time_point now) {
    core.draining = true;
    core.application.drain();
    close_at = now + core.settings.drain_time;
    end_at = close_at + 3 * core.settings.request_time;
  }

  // Connections that the system has taken already are ours; a client behind them would see them broken.
  void finish(Clock::time_point now) {
    error_code code;
    acceptor.non_blocking(true, code);
    while (!code) {
      tcp::socket waiting(core.io);
      acceptor.accept(waiting, code);
      if (!code) take(std::move(waiting));
    }
    acceptor.close(code);
    for (Session* session : core.sessions) session->end_idling(close_at + quiet_time);
    if (core.sessions.empty() || now >= end_at) core.io.stop();
  }
};

Server::Server(const Settings& settings, Application& application) : state_(std::make_unique<State>(settings, application)) {
  state_->listen();
}

// Tasks of workers hold sessions, and sessions belong to the state.
Server::~Server() { state_->core.workers.reset(); }

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

std::string Server::url() const {
  const auto endpoint = state_->acceptor.local_endpoint();
  const std::string address = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

void Server::run(const std::function<bool()>& stop) {
  state_->stop = stop;
  state_->core.workers.emplace(state_->core.settings.threads, state_->core.settings.queue);
  state_->accept();
  state_->tick();
  state_->core.io.run();
  state_->core.workers.reset();
}

Load Server::load() const noexcept {
  const Core& core = state_->core;
  return {core.connections, core.requests, core.refused_connections};
}

}  // namespace trainyard::http
