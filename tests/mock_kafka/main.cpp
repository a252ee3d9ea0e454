// A Kafka cluster for tests that drive the program. Prints {"bootstrap"}, then answers every line of standard input, a JSON document with
// `do`, by one line; ends with the input.
//
//   {"do": "create", "topic", "partitions"}               {"do": "send", "messages": [{topic, partition, key, value, headers: {}}]}
//   {"do": "read", "topic", "partitions"}                 {"do": "committed", "group", "topic", "partition"}
//   {"do": "fail", "request": number, "codes": [numbers]} {"do": "down" | "up", "broker"}   {"do": "rtt", "broker", "milliseconds"}
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/host/stream/mock_kafka.hpp"

namespace {

using nlohmann::json;
using trainyard::stream::MockKafka;

std::optional<std::string> text_or_none(const json& document, const char* name) {
  const auto found = document.find(name);
  return found == document.end() || found->is_null() ? std::nullopt : std::optional(found->get<std::string>());
}

json send(MockKafka& kafka, const json& order) {
  std::vector<trainyard::stream::Sent> messages;
  for (const json& message : order.at("messages")) {
    messages.push_back({message.at("topic"), message.value("partition", 0), text_or_none(message, "key"), text_or_none(message, "value"), {}});
    for (const auto& [name, value] : message.value("headers", json::object()).items()) messages.back().headers.emplace_back(name, value);
  }
  kafka.send(messages);
  return {{"sent", messages.size()}};
}

json read(const MockKafka& kafka, const json& order) {
  json records = json::array();
  for (const auto& record : kafka.read(order.at("topic"), order.at("partitions"))) {
    json headers = json::object();
    for (const auto& [name, value] : record.headers) headers[name] = value;
    records.push_back({{"partition", record.partition},
                       {"offset", record.offset},
                       {"key", record.key ? json(*record.key) : json()},
                       {"value", record.value ? json(*record.value) : json()},
                       {"headers", headers}});
  }
  return {{"records", records}};
}

json obey(MockKafka& kafka, const json& order) {
  const std::string what = order.at("do");
  if (what == "send") return send(kafka, order);
  if (what == "read") return read(kafka, order);
  if (what == "committed") return {{"offset", kafka.committed(order.at("group"), order.at("topic"), order.at("partition"))}};
  if (what == "create") {
    kafka.create(order.at("topic"), order.at("partitions"));
  } else if (what == "fail") {
    kafka.fail(static_cast<trainyard::stream::Request>(order.at("request").get<int>()), order.at("codes"));
  } else if (what == "down") {
    kafka.set_down(order.at("broker"));
  } else if (what == "up") {
    kafka.set_up(order.at("broker"));
  } else if (what == "rtt") {
    kafka.set_rtt(order.at("broker"), order.at("milliseconds"));
  } else {
    throw std::runtime_error("there is no '" + what + "'");
  }
  return json::object();
}

}  // namespace

int main() {
  try {
    MockKafka kafka;
    std::cout << json{{"bootstrap", kafka.bootstrap()}} << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
      json answer;
      try {
        answer = obey(kafka, json::parse(line));
      } catch (const std::exception& error) {
        answer = {{"error", error.what()}};
      }
      std::cout << answer.dump(-1, ' ', true, json::error_handler_t::replace) << std::endl;
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
