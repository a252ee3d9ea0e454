#include "host/stream/properties.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::stream {
namespace {

/// Under every name that they have.
constexpr std::array<std::string_view, 19> ours = {"acks",
                                                   "allow.auto.create.topics",
                                                   "auto.commit.enable",
                                                   "bootstrap.servers",
                                                   "delivery.timeout.ms",
                                                   "enable.auto.commit",
                                                   "enable.auto.offset.store",
                                                   "enable.idempotence",
                                                   "enable.partition.eof",
                                                   "group.id",
                                                   "max.in.flight",
                                                   "max.in.flight.requests.per.connection",
                                                   "max.poll.interval.ms",
                                                   "message.max.bytes",
                                                   "message.timeout.ms",
                                                   "metadata.broker.list",
                                                   "partitioner",
                                                   "request.required.acks",
                                                   "transactional.id"};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r";
  const std::size_t begin = text.find_first_not_of(spaces);
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
}

}  // namespace

Properties read_properties(const std::filesystem::path& file) {
  std::istringstream lines(storage::read_file(file));
  Properties properties;
  std::string text;
  for (int number = 1; std::getline(lines, text); ++number) {
    const std::string_view line = trimmed(text);
    if (line.empty() || line.front() == '#') continue;
    const std::string place = file.string() + ":" + std::to_string(number) + ": ";
    const std::size_t equals = line.find('=');
    const std::string name(trimmed(line.substr(0, equals)));
    if (equals == std::string_view::npos || name.empty()) throw Error(ExitCode::bad_config, place + "a line reads NAME=VALUE");
    if (std::ranges::find(ours, name) != ours.end()) {
      throw Error(ExitCode::bad_config, place + name + " is set by trainyard, for on it depends that no message is lost; leave it out");
    }
    properties.emplace_back(name, trimmed(line.substr(equals + 1)));
  }
  return properties;
}

}  // namespace trainyard::stream
