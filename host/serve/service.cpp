#include "host/serve/service.hpp"

#include <algorithm>
#include <new>

#include "host/dataset/printable.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/serve/routes.hpp"

namespace trainyard::serve {
namespace {

std::vector<std::string> route_labels() {
  std::vector<std::string> labels;
  labels.reserve(routes().size() + 2);
  for (const Route& route : routes()) labels.emplace_back(route.path);
  labels.emplace_back("(unknown)");
  labels.emplace_back("(no request)");
  return labels;
}

std::size_t label_of(const http::Request& request) { return request.method.empty() ? routes().size() + 1 : find_route(request.path); }

bool allows(const Route& route, std::string_view method) {
  return method == route.method || (method == "HEAD" && std::string_view(route.method) == "GET");
}

/// "application/json" of "Application/JSON; charset=utf-8"; "" where the charset is another one.
std::string media_type(std::string value) {
  std::ranges::transform(value, value.begin(), [](unsigned char c) { return std::tolower(c); });
  std::erase_if(value, [](char c) { return c == ' ' || c == '\t' || c == '"'; });
  const auto semicolon = value.find(';');
  if (const auto charset = value.find("charset="); charset != std::string::npos && value.substr(charset, 13) != "charset=utf-8") return "";
  return value.substr(0, semicolon);
}

std::string utc_now() {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()).time_since_epoch();
  return dataset::format_timestamp(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

Service::Service(ModelSlot& slot, ServiceOptions options) : slot_(slot), options_(std::move(options)), metrics_(route_labels()) {
  if (!options_.token_file.empty()) tokens_.emplace(options_.token_file);
  if (!options_.request_log.empty()) log_.emplace(options_.request_log, options_.log_sample);
}

bool Service::may_call(const http::Request& head) const {
  if (!tokens_) return true;
  const std::string* const given = head.header("authorization");
  return given != nullptr && tokens_->allow(*given);
}

std::optional<http::Response> Service::objection(const http::Request& head) const {
  const std::size_t found = find_route(head.path);
  const bool exists = found < routes().size();
  if (!(exists && routes()[found].open) && !may_call(head)) {
    auto response = http::refusal(401, "a token is needed: send the header Authorization: Bearer TOKEN", head.id);
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  if (!exists) return http::refusal(404, "there is nothing at this path; what there is stands in /openapi.json", head.id);
  const Route& route = routes()[found];
  if (!allows(route, head.method)) {
    const std::string methods = std::string_view(route.method) == "GET" ? "GET, HEAD" : route.method;
    auto response = http::refusal(405, std::string(route.path) + " takes " + methods + " alone", head.id);
    response.headers.emplace_back("Allow", methods);
    return response;
  }
  if (head.method != "POST") return std::nullopt;
  if (head.header("content-length") == nullptr && head.header("transfer-encoding") == nullptr) {
    return http::refusal(411, "the length of the body is missing; send Content-Length, or Transfer-Encoding: chunked", head.id);
  }
  const std::string* const type = head.header("content-type");
  if (type != nullptr && media_type(*type) == "application/json") return std::nullopt;
  return http::refusal(415, "the body has to be JSON in UTF-8; send the header Content-Type: application/json", head.id);
}

std::optional<http::Response> Service::refuse(const http::Request& head) noexcept { return objection(head); }

bool Service::is_quick(const http::Request& request) noexcept {
  const std::size_t found = find_route(request.path);
  return found < routes().size() && !routes()[found].loads;
}

http::Response Service::answer(const http::Request& request) noexcept {
  const auto now = std::chrono::steady_clock::now();
  const Call call{.request = request,
                  .slot = slot_,
                  .metrics = metrics_,
                  .options = options_,
                  .log_rows = log_ && log_->keeps(request.id),
                  .draining = draining_,
                  .uptime_seconds = std::chrono::duration<double>(now - started_).count(),
                  .load = load_()};
  try {
    return routes()[find_route(request.path)].answer(call);
  } catch (const std::bad_alloc&) {
    log::error("request " + request.id + ": out of memory");
    return http::refusal(503, "not enough memory for this request now; send fewer rows, or try again in a moment", request.id);
  } catch (const std::exception& error) {
    log::error("request " + request.id + ": " + error.what());
    if (slot_.loaded() == nullptr) return http::refusal(503, "the model could not be loaded; the service's log has the reason", request.id);
    return http::refusal(500, "an error of the service; its log has the reason under this id", request.id);
  }
}

void Service::answered(const http::Exchange& exchange) noexcept {
  const std::size_t label = label_of(exchange.request);
  metrics_.count_request(label, exchange.response.status, exchange.seconds);
  if (!log_ || (exchange.response.status < 500 && !log_->keeps(exchange.request.id))) return;
  write_log(exchange, label < routes().size() ? routes()[label].path : label == routes().size() ? "(unknown)" : "(no request)");
}

void Service::write_log(const http::Exchange& exchange, const std::string& path) {
  const std::string line = "{\"time\":\"" + utc_now() + "\",\"request_id\":\"" + exchange.request.id + "\",\"client\":\"" +
                           exchange.request.client + "\",\"method\":" + http::json_string(dataset::printable(exchange.request.method)) +
                           ",\"path\":\"" + path + "\",\"status\":" + std::to_string(exchange.response.status) +
                           ",\"seconds\":" + std::to_string(exchange.seconds) + exchange.response.note + "}\n";
  if (!log_->write(line)) metrics_.count_lost_log_line();
}

void Service::tick() noexcept {
  const auto now = std::chrono::steady_clock::now();
  if (now - refreshed_ < std::chrono::seconds(1)) return;
  refreshed_ = now;
  if (log_) log_->refresh();
  if (!tokens_) return;
  if (const std::string problem = tokens_->refresh(); !problem.empty()) {
    log::warning(problem + "; the former tokens stay in force");
  }
}

}  // namespace trainyard::serve
