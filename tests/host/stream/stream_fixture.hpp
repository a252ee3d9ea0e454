// Streams over the mock cluster, with a model that answers objects and nothing else.
#pragma once

#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/stream/stream.hpp"
#include "tests/host/stream/mock_kafka.hpp"

namespace trainyard::stream::test {

inline std::vector<Answer> echo(std::span<const std::string_view> messages) {
  std::vector<Answer> answers;
  for (const std::string_view message : messages) {
    const bool good = message.starts_with('{');
    answers.push_back({good, good ? "{\"prediction\":" + std::string(message) + "}" : "the message is no object"});
  }
  return answers;
}

inline bool never() { return false; }

class StreamTest : public testing::Test {
 protected:
  static constexpr int partitions = 2;

  StreamTest() {
    kafka.create("in", partitions);
    kafka.create("out", partitions);
    kafka.create("dead", 1);
    settings.address = parse_address("kafka://" + kafka.bootstrap() + "/in");
    settings.group = "group";
    settings.output_topic = "out";
    settings.dead_letter_topic = "dead";
    settings.until_end = true;
    settings.deadline = std::chrono::seconds(20);
    properties = std::filesystem::path(testing::TempDir()) /
                 (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".properties");
  }

  /// A member that is gone without a word is missed after 6 seconds.
  void leave_soon() {
    settings.properties = properties;
    storage::write_file(properties, "session.timeout.ms=6000\nheartbeat.interval.ms=200\n");
  }

  /// So many messages {"n":0}, … round the partitions.
  void send(int count, int first = 0) {
    std::vector<Sent> messages;
    for (int n = first; n < first + count; ++n) messages.push_back({"in", n % partitions, {}, "{\"n\":" + std::to_string(n) + "}"});
    kafka.send(messages);
  }
  Summary run_stream(const Answering& answering = echo, const std::function<bool()>& stop = never) const {
    return run(settings, {"houses", "3"}, answering, stop);
  }
  /// What running throws.
  Error failure(const Answering& answering = echo) const {
    try {
      run_stream(answering);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return {ExitCode::bug, ""};
  }
  [[nodiscard]] std::int64_t committed(int partition) const { return kafka.committed("group", "in", partition); }

  MockKafka kafka;
  Settings settings;
  std::filesystem::path properties;
};

}  // namespace trainyard::stream::test
