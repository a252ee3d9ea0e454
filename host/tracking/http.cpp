#include "host/tracking/http.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <optional>
#include <thread>
#include <vector>

#include "host/tracking/curl.hpp"

namespace trainyard::tracking {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t largest_answer = 64U << 20, longest_reason = 300;
constexpr long slowest_upload = 1000;  // bytes per second
constexpr milliseconds longest_wait{60000};

struct Answer {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::string body;
  milliseconds retry_after{0};
};

struct Request {
  std::string method, path;
  const char* type;        ///< of the body; nullptr: there is none
  std::string_view bytes;  ///< the body …
  std::FILE* file;         ///< … or a file instead
  std::uint64_t size;      ///< of either
  Repeat repeat;
};

/// What is left to be sent.
struct Source {
  std::string_view bytes;
  std::FILE* file;
  std::uint64_t left;
  bool changed = false;  ///< the file holds less than it should
};

extern "C" {

size_t read_body(char* buffer, size_t size, size_t count, void* data) {
  auto& source = *static_cast<Source*>(data);
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size * count, source.left));
  if (source.file == nullptr) {
    std::memcpy(buffer, source.bytes.data() + (source.bytes.size() - source.left), wanted);
  } else if (wanted > 0 && std::fread(buffer, 1, wanted, source.file) != wanted) {
    source.changed = true;
    return CURL_READFUNC_ABORT;
  }
  source.left -= wanted;
  return wanted;
}

size_t write_body(char* buffer, size_t size, size_t count, void* data) {
  auto& body = *static_cast<std::string*>(data);
  if (body.size() + size * count > largest_answer) return 0;
  body.append(buffer, size * count);
  return size * count;
}

}  // extern "C"

bool is_busy(long status) { return status == 429 || status == 500 || status == 502 || status == 503 || status == 504; }

bool was_cut(CURLcode code) {
  return code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE;
}

std::string shown(const std::string& whole) {
  std::string text = whole.substr(0, longest_reason);
  for (char& c : text) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = ' ';
  }
  return text;
}

/// As the header Authorization has it, which a server may repeat.
std::string base64(const std::string& text) {
  std::vector<unsigned char> out(4 * (text.size() / 3 + 1) + 1);
  const int length = EVP_EncodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  return {out.begin(), out.begin() + length};
}

void take_out(std::string& text, const std::string& secret) {
  if (secret.empty()) return;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) text.replace(at, secret.size(), "***");
}

}  // namespace

struct Http::State {
  Server server;
  Credentials credentials;
  Patience patience;
  CURL* handle = nullptr;
  std::optional<Clock::time_point> end;

  ~State() {
    if (handle != nullptr) curl().easy_cleanup(handle);
  }

  [[noreturn]] void fail(const Request& request, const std::string& why, ExitCode exit = ExitCode::unavailable) const {
    throw Error(exit,
                "MLflow at " + server.url + ": " + request.method + " " + request.path.substr(0, request.path.find('?')) + ": " + why);
  }

  /// What is left of the time for all requests, at most `most`.
  [[nodiscard]] milliseconds time_left(const Request& request, milliseconds most) const {
    if (!end) return most;
    const auto left = std::chrono::duration_cast<milliseconds>(*end - Clock::now());
    if (left.count() < 1) fail(request, "no answer within the " + std::to_string(patience.total.count() / 1000) + " s that a run waits");
    return std::min(left, most);
  }

  using Headers = std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)>;
  [[nodiscard]] Headers headers_of(const Request& request) const;
  template <class Value>
  void set(const Request& request, CURLoption option, Value value) const;
  void limit_time(const Request& request) const;
  std::string perform(const Request& request);
  Answer once(const Request& request);
  [[noreturn]] void refuse(const Request& request, const Answer& answer) const;
};

template <class Value>
void Http::State::set(const Request& request, CURLoption option, Value value) const {
  if (curl().easy_setopt(handle, option, value) != CURLE_OK) fail(request, "libcurl lacks option " + std::to_string(option));
}

void Http::State::limit_time(const Request& request) const {
  set(request, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(time_left(request, patience.connect).count()));
  if (request.file == nullptr) {
    set(request, CURLOPT_TIMEOUT_MS, static_cast<long>(time_left(request, patience.request).count()));
    return;
  }
  // A file takes as long as it goes on.
  set(request, CURLOPT_TIMEOUT_MS, end ? static_cast<long>(time_left(request, patience.total).count()) : 0L);
  set(request, CURLOPT_LOW_SPEED_LIMIT, slowest_upload);
  set(request, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(patience.request.count() / 1000)));
}

Http::State::Headers Http::State::headers_of(const Request& request) const {
  Headers headers(curl().slist_append(nullptr, "Expect:"), curl().slist_free_all);
  const auto add = [&](const std::string& line) { headers.reset(curl().slist_append(headers.release(), line.c_str())); };
  if (!credentials.token.empty()) add("Authorization: Bearer " + credentials.token);
  if (request.type != nullptr) add(std::string("Content-Type: ") + request.type);
  return headers;
}

Answer Http::State::once(const Request& request) {
  curl().easy_reset(handle);
  Answer answer;
  Source source{.bytes = request.bytes, .file = request.file, .left = request.size};
  const Headers headers = headers_of(request);
  const std::string url = server.url + request.path;
  set(request, CURLOPT_URL, url.c_str());
  set(request, CURLOPT_PROTOCOLS_STR, "http,https");
  set(request, CURLOPT_FOLLOWLOCATION, 0L);
  set(request, CURLOPT_NOSIGNAL, 1L);
  set(request, CURLOPT_USERAGENT, "trainyard/" TRAINYARD_VERSION);
  set(request, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(request, CURLOPT_HTTPHEADER, headers.get());
  set(request, CURLOPT_WRITEFUNCTION, &write_body);
  set(request, CURLOPT_WRITEDATA, &answer.body);
  if (!credentials.user_and_password.empty()) set(request, CURLOPT_USERPWD, credentials.user_and_password.c_str());
  if (!credentials.certificates.empty()) set(request, CURLOPT_CAINFO, credentials.certificates.c_str());
  if (request.type != nullptr) {
    set(request, CURLOPT_UPLOAD, 1L);
    set(request, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.size));
    set(request, CURLOPT_READFUNCTION, &read_body);
    set(request, CURLOPT_READDATA, &source);
  }
  limit_time(request);
  answer.code = curl().easy_perform(handle);
  if (source.changed) fail(request, "a file holds less than it did when it was published", ExitCode::bad_data);
  curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_off_t seconds = 0;
  if (curl().easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK) answer.retry_after = std::chrono::seconds(seconds);
  return answer;
}

void Http::State::refuse(const Request& request, const Answer& answer) const {
  if (answer.code != CURLE_OK) fail(request, curl().easy_strerror(answer.code));
  const std::string status = "answered " + std::to_string(answer.status);
  if (answer.status >= 300 && answer.status < 400) {
    fail(request, status + ", which points to another address; redirects are not followed, name that address");
  }
  const auto document = nlohmann::json::parse(answer.body, nullptr, false);
  const auto member = [&](const char* key) {
    return document.is_object() && document.contains(key) && document[key].is_string() ? document[key].get<std::string>() : std::string();
  };
  std::string reason = member("error_code"), message = member("message");
  const std::string& both = credentials.user_and_password;
  for (const std::string& secret : {credentials.token, both.substr(both.find(':') + 1), both.empty() ? both : base64(both)}) {
    take_out(reason, secret);
    take_out(message, secret);
  }
  const std::string why = status + (reason.empty() ? "" : " " + shown(reason)) + (message.empty() ? "" : ": " + shown(message));
  if (answer.status == 401 || answer.status == 403) {
    fail(request, why + "; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN", ExitCode::not_permitted);
  }
  if (is_busy(answer.status)) fail(request, why);
  throw Refusal(ExitCode::bad_data,
                "MLflow at " + server.url + ": " + request.method + " " + request.path.substr(0, request.path.find('?')) + ": " + why,
                reason);
}

std::string Http::State::perform(const Request& request) {
  milliseconds pause{200};
  for (int attempt = 1;; ++attempt) {
    if (request.file != nullptr) std::rewind(request.file);
    Answer answer = once(request);
    if (answer.code == CURLE_OK && answer.status >= 200 && answer.status < 300) return std::move(answer.body);
    const bool not_worked_on = answer.code == CURLE_OK && answer.status == 429;
    const bool again =
        not_worked_on || (request.repeat == Repeat::safe && (was_cut(answer.code) || (answer.code == CURLE_OK && is_busy(answer.status))));
    const milliseconds wait = std::max(pause, answer.retry_after);
    const bool in_time = wait <= longest_wait && (!end || Clock::now() + wait < *end);
    if (!again || attempt >= patience.attempts || !in_time) refuse(request, answer);
    std::this_thread::sleep_for(wait);
    pause *= 3;
  }
}

Http::Http(Server server, Credentials credentials, Patience patience) : state_(std::make_unique<State>()) {
  state_->server = std::move(server);
  state_->credentials = std::move(credentials);
  state_->patience = patience;
  if (patience.total.count() > 0) state_->end = Clock::now() + patience.total;
  state_->handle = curl().easy_init();
  if (state_->handle == nullptr) throw Error(ExitCode::out_of_memory, "libcurl gives no handle");
}

Http::Http(Http&&) noexcept = default;
Http& Http::operator=(Http&&) noexcept = default;
Http::~Http() = default;

const Server& Http::server() const { return state_->server; }

std::string Http::get(const std::string& path) {
  return state_->perform({.method = "GET", .path = path, .type = nullptr, .bytes = {}, .file = nullptr, .size = 0, .repeat = Repeat::safe});
}

std::string Http::send(const std::string& method, const std::string& path, const std::string& json, Repeat repeat) {
  return state_->perform(
      {.method = method, .path = path, .type = "application/json", .bytes = json, .file = nullptr, .size = json.size(), .repeat = repeat});
}

void Http::put_bytes(const std::string& path, std::string_view bytes) {
  state_->perform({.method = "PUT",
                   .path = path,
                   .type = "application/octet-stream",
                   .bytes = bytes,
                   .file = nullptr,
                   .size = bytes.size(),
                   .repeat = Repeat::safe});
}

void Http::put_file(const std::string& path, const std::filesystem::path& file, std::uint64_t size) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(std::fopen(file.c_str(), "rbe"), &std::fclose);
  if (!opened) throw Error(ExitCode::io, "cannot read " + file.string() + ": " + std::strerror(errno));
  std::error_code error;
  if (std::filesystem::file_size(file, error) != size || error) {
    throw Error(ExitCode::bad_data, file.string() + " has another size than when it was published; `trainyard verify` tells what changed");
  }
  state_->perform({.method = "PUT",
                   .path = path,
                   .type = "application/octet-stream",
                   .bytes = {},
                   .file = opened.get(),
                   .size = size,
                   .repeat = Repeat::safe});
}

std::string Http::escaped(const std::string& path) const {
  std::string out;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) {
      char* const part = curl().easy_escape(state_->handle, path.data() + begin, static_cast<int>(end - begin));
      out += part == nullptr ? "" : part;
      curl().free(part);
    }
    if (end < path.size()) out += '/';
    begin = end + 1;
  }
  return out;
}

}  // namespace trainyard::tracking
