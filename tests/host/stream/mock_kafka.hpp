// librdkafka's own mock cluster on this machine, with a producer and a reader to look at it from outside.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trainyard::stream {

struct Sent {
  std::string topic;
  std::int32_t partition = 0;
  std::optional<std::string> key, value;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct Received {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<std::string> key, value;
  std::multimap<std::string, std::string> headers;

  /// The only one of this name; "" where there is none.
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

/// Kafka's numbers of requests, for the errors to come.
enum Request : std::int16_t { produce_request = 0, fetch_request = 1, commit_request = 8, find_coordinator_request = 10, heartbeat_request = 12 };

class MockKafka {
 public:
  explicit MockKafka(int brokers = 1);
  ~MockKafka();
  MockKafka(const MockKafka&) = delete;
  MockKafka& operator=(const MockKafka&) = delete;

  /// "127.0.0.1:PORT,…"
  [[nodiscard]] std::string bootstrap() const;
  void create(const std::string& topic, int partitions);
  /// Returns when all are acknowledged.
  void send(const std::vector<Sent>& messages);
  /// Everything in the topic, by partition and offset.
  [[nodiscard]] std::vector<Received> read(const std::string& topic, int partitions) const;
  /// The offset that the group has committed; -1 for none.
  [[nodiscard]] std::int64_t committed(const std::string& group, const std::string& topic, std::int32_t partition) const;

  /// The next requests of this kind fail with these error codes of Kafka, one each.
  void fail(Request request, const std::vector<int>& codes);
  /// The brokers know no such topic any more.
  void lose(const std::string& topic);
  /// Broker -1: all.
  void set_down(int broker);
  void set_up(int broker);
  void set_rtt(int broker, int milliseconds);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::stream
