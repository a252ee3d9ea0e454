// Where messages come from, as it is written on the command line.
#pragma once

#include <string>

namespace trainyard::stream {

struct Address {
  std::string brokers;  ///< "HOST:PORT,HOST:PORT", as Kafka's bootstrap.servers
  std::string topic;
};

/// kafka://HOST[:PORT][,HOST[:PORT]…]/TOPIC; an IPv6 address in brackets; the port is 9092 where none is given. Throws Error(usage).
Address parse_address(const std::string& text);

/// Throws Error(usage) when `name` cannot be a topic's: 1-249 of letters, digits, '.', '_', '-', and neither "." nor "..". `what` says
/// which one it is.
void check_topic_name(const std::string& what, const std::string& name);

}  // namespace trainyard::stream
