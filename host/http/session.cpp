#include "host/http/session.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

namespace trainyard::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t read_bytes = std::size_t{64} << 10;    // of a body at a time
constexpr std::size_t most_left_bytes = std::size_t{1} << 26;  // thrown away of a request that was refused
constexpr milliseconds leaving_time{2'000};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | ('A' ^ 'a'));
  }
  return out;
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// "/path?query" of a target, which may be a whole URL.
std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

/// Status and message for what Beast could not read.
std::pair<int, std::string> failure_of(const error_code& code, const Settings& settings) {
  using beast::http::error;
  if (code == error::header_limit || code == error::buffer_overflow) {
    return {431, "the request's header is larger than " + std::to_string(settings.header_bytes) + " bytes; send fewer or shorter fields"};
  }
  if (code == error::body_limit) {
    return {413, "the body is larger than " + std::to_string(settings.body_bytes) + " bytes; send fewer rows per request"};
  }
  if (code == error::bad_version) return {505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  return {400, "this is no well-formed HTTP request: " + code.message()};
}

}  // namespace

Session::Session(Core& core, net::ip::tcp::socket socket)
    : core_(core), socket_(std::move(socket)), buffer_(core.settings.header_bytes + read_bytes) {
  core_.sessions.insert(this);
  ++core_.connections;
  error_code ignored;
  socket_.set_option(net::ip::tcp::no_delay(true), ignored);
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) request_.client = peer.address().to_string();
}

Session::~Session() {
  hold_body_bytes(0);
  if (counted_) --core_.requests;
  core_.sessions.erase(this);
  --core_.connections;
}

void Session::begin(Phase phase, milliseconds time) {
  phase_ = phase;
  deadline_ = Clock::now() + time;
}

void Session::await_request() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(core_.settings.header_bytes));
  parser_->body_limit(core_.settings.body_bytes);
  begin(Phase::idle, core_.settings.idle_time);
  if (buffer_.size() > 0) return begin_request();
  socket_.async_read_some(buffer_.prepare(std::min<std::size_t>(core_.settings.header_bytes, 4096)),
                          [self = shared_from_this()](Code code, std::size_t bytes) {
                            if (code) return self->close();
                            self->buffer_.commit(bytes);
                            self->begin_request();
                          });
}

void Session::begin_request() {
  began_ = Clock::now();
  begin(Phase::reading, core_.settings.request_time);
  ++core_.requests;
  counted_ = true;
  beast::http::async_read_header(socket_, buffer_, *parser_,
                                 [self = shared_from_this()](Code code, std::size_t) { self->on_header(code); });
}

// Copies what the application is to see of the header; false where the target cannot be decoded.
bool Session::take_head() {
  const auto& message = parser_->get();
  request_.method = view(message.method_string());
  request_.headers.clear();
  for (const auto& field : message) request_.headers.emplace_back(lower(view(field.name_string())), view(field.value()));
  const std::string* const id = request_.header("x-request-id");
  request_.id = id != nullptr && is_request_id(*id) ? *id : make_request_id();
  const std::string_view target = origin_form(view(message.target()));
  const auto question = target.find('?');
  request_.query = question == std::string_view::npos ? "" : target.substr(question + 1);
  return percent_decode(target.substr(0, question), request_.path) && request_.path.starts_with('/');
}

// What is wrong with the request as HTTP, whatever it asks for.
std::optional<Response> Session::objection() const {
  const auto refuse = [this](int status, const std::string& message) { return refusal(status, message, request_.id); };
  const auto hosts = std::ranges::count(request_.headers, "host", &std::pair<std::string, std::string>::first);
  if (hosts > 1 || (hosts == 0 && parser_->get().version() == 11)) return refuse(400, "a request names its host exactly once");
  if (request_.header("transfer-encoding") != nullptr && !parser_->chunked()) {
    return refuse(501, "the only Transfer-Encoding known here is chunked");
  }
  const std::string* const encoding = request_.header("content-encoding");
  if (encoding != nullptr && lower(*encoding) != "identity") {
    return refuse(415, "Content-Encoding: bodies are taken as they are; send it without compression");
  }
  const std::string* const expect = request_.header("expect");
  if (expect != nullptr && lower(*expect) != "100-continue") return refuse(417, "the only expectation known here is 100-continue");
  return std::nullopt;
}

void Session::on_header(Code code) {
  if (code) return fail(code);
  if (!take_head()) {
    return respond(refusal(400, "the request's target is no path: percent signs stand before two hexadecimal digits", request_.id), false);
  }
  if (auto refused = objection()) return respond(std::move(*refused), false);  // where the next request begins is not sure
  if (auto refused = core_.application.refuse(request_)) {
    const bool keep = parser_->is_done() && parser_->keep_alive() && refused->status != 411;  // a body of unknown length may follow
    return respond(std::move(*refused), keep);
  }
  if (parser_->is_done()) return dispatch();
  if (request_.header("expect") == nullptr) return read_body();
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  net::async_write(socket_, net::buffer(go_on), [self = shared_from_this()](Code written, std::size_t) {
    if (written) return self->fail(written);
    self->read_body();
  });
}

void Session::hold_body_bytes(std::size_t bytes) {
  core_.bodies_bytes += bytes;
  core_.bodies_bytes -= held_bytes_;
  held_bytes_ = bytes;
}

void Session::read_body() {
  beast::http::async_read_some(socket_, buffer_, *parser_, [self = shared_from_this()](Code code, std::size_t) {
    if (code) return self->fail(code);
    self->hold_body_bytes(self->parser_->get().body().size());
    if (self->core_.bodies_bytes > self->core_.settings.bodies_bytes) {
      Response busy = refusal(503, "too many large requests are under way; try again in a moment", self->request_.id);
      busy.headers.emplace_back("Retry-After", "1");
      return self->respond(std::move(busy), false);
    }
    if (!self->parser_->is_done()) return self->read_body();
    self->dispatch();
  });
}

void Session::dispatch() {
  phase_ = Phase::answering;
  const bool keep = parser_->keep_alive();
  request_.body = std::move(parser_->get().body());
  if (core_.application.is_quick(request_)) return respond(core_.application.answer(request_), keep);
  // The session goes back to its thread, where alone it may come to its end.
  auto task = [self = shared_from_this(), keep]() mutable {
    const bool too_late = Clock::now() > self->deadline_;
    auto response = too_late ? refusal(503, "the request waited too long for its turn; try again in a moment", self->request_.id)
                             : self->core_.application.answer(self->request_);
    net::io_context& io = self->core_.io;
    net::post(io, [self = std::move(self), keep, answer = std::move(response)]() mutable { self->respond(std::move(answer), keep); });
  };
  if (core_.workers->submit(std::move(task))) return;
  Response full = refusal(429, "too many requests are waiting; try again in a moment", request_.id);
  full.headers.emplace_back("Retry-After", "1");
  respond(std::move(full), keep);
}

void Session::fail(Code code) {
  if (timed_out_) {
    timed_out_ = false;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(core_.settings.request_time).count();
    return respond_to_failure(408, "the request was not complete after " + std::to_string(seconds) + " s; send it faster");
  }
  if (code.category() != beast::http::make_error_code(beast::http::error::end_of_stream).category()) return close();  // of the network
  if (code == beast::http::error::end_of_stream || code == beast::http::error::partial_message) return close();
  const auto [status, message] = failure_of(code, core_.settings);
  respond_to_failure(status, message);
}

void Session::respond_to_failure(int status, const std::string& message) {
  if (!parser_->is_header_done()) {  // what is left is of the request before
    Request none;
    none.id = make_request_id();
    none.client = std::move(request_.client);
    request_ = std::move(none);
  }
  respond(refusal(status, message, request_.id), false);
}

void Session::respond(Response response, bool keep) {
  keep_ = keep && !core_.draining;
  response_ = std::move(response);
  head_ = "HTTP/1.1 " + std::to_string(response_.status) + " " + std::string(reason_phrase(response_.status)) + "\r\n";
  const auto add = [this](std::string_view name, std::string_view value) { head_.append(name).append(": ").append(value).append("\r\n"); };
  if (!response_.type.empty()) add("Content-Type", response_.type);
  add("Content-Length", std::to_string(response_.body.size()));
  add("X-Request-Id", request_.id);
  add("Date", core_.date);
  if (!keep_ || parser_->get().version() == 10) add("Connection", keep_ ? "keep-alive" : "close");
  for (const auto& [name, value] : response_.headers) add(name, value);
  head_ += "\r\n";
  begin(Phase::writing, core_.settings.request_time);
  const std::string_view body = request_.method == "HEAD" ? std::string_view{} : std::string_view(response_.body);
  net::async_write(socket_, std::array<net::const_buffer, 2>{net::buffer(head_), net::buffer(body)},
                   [self = shared_from_this()](Code code, std::size_t) { self->on_written(code); });
}

void Session::on_written(Code code) {
  core_.application.answered({request_, response_, std::chrono::duration<double>(Clock::now() - began_).count()});
  hold_body_bytes(0);
  if (counted_) --core_.requests;
  counted_ = false;
  request_.body = {};
  response_ = {};
  if (code) return close();
  if (keep_) return await_request();
  leave();
}

// Closing with bytes unread would reset the connection, and the client might never see its answer.
void Session::leave() {
  error_code ignored;
  socket_.shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  begin(Phase::leaving, leaving_time);
  left_bytes_ = most_left_bytes;
  discard();
}

void Session::discard() {
  socket_.async_read_some(net::buffer(unread_), [self = shared_from_this()](Code code, std::size_t bytes) {
    if (code || bytes >= self->left_bytes_) return self->close();
    self->left_bytes_ -= bytes;
    self->discard();
  });
}

void Session::turn_away() {
  began_ = Clock::now();
  parser_.emplace();
  ++core_.refused_connections;
  request_.id = make_request_id();
  Response response = refusal(503, "too many connections; try again in a moment", request_.id);
  response.headers.emplace_back("Retry-After", "1");
  respond(std::move(response), false);
}

void Session::check_deadline(Clock::time_point now) {
  if (now < deadline_ || phase_ == Phase::answering) return;
  if (phase_ != Phase::reading) return close();
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::end_idling(Clock::time_point latest) {
  if (phase_ == Phase::idle || phase_ == Phase::leaving) deadline_ = std::min(deadline_, latest);
}

void Session::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace trainyard::http
