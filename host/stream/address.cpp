#include "host/stream/address.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "host/error/error.hpp"

namespace trainyard::stream {
namespace {

constexpr std::string_view scheme = "kafka://";
constexpr std::size_t longest_topic = 249;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_port(std::string_view text) {
  int port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_host(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_' || (bracketed && (c == ':' || c == '%'));
  });
}

/// "HOST:PORT", or "" when it is no such thing.
std::string broker_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) return is_host(text) ? std::string(text) + ":9092" : "";
  return is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1)) ? std::string(text) : "";
}

}  // namespace

Address parse_address(const std::string& text) {
  const std::string form = "; the form is kafka://HOST:PORT[,HOST:PORT…]/TOPIC";
  if (!text.starts_with(scheme)) throw Error(ExitCode::usage, "'" + text + "' is not the address of a stream" + form);
  const std::string_view rest = std::string_view(text).substr(scheme.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) throw Error(ExitCode::usage, "'" + text + "' names no topic" + form);
  Address address;
  address.topic = rest.substr(slash + 1);
  for (std::string_view list = rest.substr(0, slash);; list.remove_prefix(list.find(',') + 1)) {
    const std::string_view one = list.substr(0, list.find(','));
    const std::string broker = broker_of(one);
    if (broker.empty()) throw Error(ExitCode::usage, "'" + text + "': '" + std::string(one) + "' is no HOST:PORT" + form);
    address.brokers += (address.brokers.empty() ? "" : ",") + broker;
    if (list.find(',') == std::string_view::npos) break;
  }
  check_topic_name("the topic of '" + text + "'", address.topic);
  return address;
}

void check_topic_name(const std::string& what, const std::string& name) {
  const bool fits = !name.empty() && name.size() <= longest_topic && name != "." && name != ".." &&
                    std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
  if (!fits) {
    throw Error(ExitCode::usage, what + ": '" + name + "' cannot be a topic's name, which has 1 to 249 letters, digits, '.', '_' and '-'");
  }
}

}  // namespace trainyard::stream
