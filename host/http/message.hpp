// One request and its answer, as an application sees them: no sockets, no library's types.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trainyard::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  ///< "GET", as sent
  std::string path;    ///< decoded, without the query
  std::string query;   ///< as sent, without '?'
  Headers headers;     ///< names in lower case
  std::string body;
  std::string id;      ///< X-Request-Id where that is one, else made
  std::string client;  ///< address of the other end

  /// Value of a header, by its name in lower case; nullptr where there is none.
  [[nodiscard]] const std::string* header(std::string_view name) const noexcept;
};

struct Response {
  int status = 200;
  std::string type = "application/json";  ///< Content-Type; "" with an empty body
  std::string body = {};
  Headers headers = {};   ///< besides type, length, request id and date
  std::string note = {};  ///< not sent: what the application keeps until the exchange is over
};

/// {"error": message, "request_id": id}: the form of every refusal.
Response refusal(int status, const std::string& message, const std::string& id);

/// "Not Found" of 404.
std::string_view reason_phrase(int status);

/// Whether a text may be taken over as a request's id: 1 to 128 letters, digits, '.', '_', '-'.
bool is_request_id(std::string_view text);
/// 32 random hexadecimal digits.
std::string make_request_id();

/// Turns %XX into bytes. False where that is malformed, or a byte is NUL.
bool percent_decode(std::string_view text, std::string& decoded);

/// The text as a JSON string with its quotes; bytes that are not UTF-8 are replaced.
std::string json_string(std::string_view text);

}  // namespace trainyard::http
