#include "host/stream/stream.hpp"

#include "host/storage/atomic_file.hpp"
#include "tests/host/stream/stream_fixture.hpp"

namespace trainyard::stream {
namespace {

using test::echo;
using SlowStream = test::StreamTest;

TEST_F(SlowStream, AMessageBecomesARecordThatSaysWhatItWasMadeOf) {
  kafka.send({{"in", 0, {}, "{}"}, {"in", 1, "k\x01", "{\"a\":1}", {{"trace", "t-1"}, {"trainyard.model", "an earlier one"}}}});
  const Summary summary = run_stream();
  EXPECT_EQ(summary.counts.predictions, 2U);
  const auto records = kafka.read("out", partitions);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].key, "in/0/0");
  EXPECT_FALSE(records[0].headers.contains("trainyard.source.key"));
  const Received& record = records[1];
  EXPECT_EQ(record.partition, 1);
  EXPECT_EQ(record.key, "in/1/0");
  EXPECT_EQ(record.value, "{\"prediction\":{\"a\":1}}");
  const std::multimap<std::string, std::string> expected = {{"trace", "t-1"},
                                                            {"trainyard.model", "houses"},
                                                            {"trainyard.model_version", "3"},
                                                            {"trainyard.source.key", "k\x01"},
                                                            {"trainyard.source.offset", "0"},
                                                            {"trainyard.source.partition", "1"},
                                                            {"trainyard.source.topic", "in"}};
  EXPECT_EQ(record.headers, expected);
}

TEST_F(SlowStream, WhatIsNoRowGoesToTheDeadLettersWithItsBytesAndTheReason) {
  settings.longest_message = 100;
  const std::string bytes("\xff\x00 not json", 11), large = "{\"x\":\"" + std::string(200, 'a') + "\"}";
  kafka.send({{"in", 0, "key", bytes, {{"trace", "t-2"}}}, {"in", 0, {}, "{}"}, {"in", 0, {}, std::nullopt}, {"in", 0, {}, large}});
  const Summary summary = run_stream();
  EXPECT_EQ(summary.counts.messages, 4U);
  EXPECT_EQ(summary.counts.predictions, 1U);
  EXPECT_EQ(summary.counts.dead_letters, 3U);
  EXPECT_EQ(kafka.read("out", partitions).size(), 1U);
  const auto letters = kafka.read("dead", 1);
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_EQ(letters[0].key, "in/0/0");
  EXPECT_EQ(letters[0].value, bytes);
  EXPECT_EQ(letters[0].header("trainyard.reason"), "the message is no object");
  EXPECT_EQ(letters[0].header("trainyard.source.key"), "key");
  EXPECT_EQ(letters[0].header("trace"), "t-2");
  EXPECT_EQ(letters[1].value, std::nullopt);
  EXPECT_EQ(letters[1].header("trainyard.reason"), "the message has no value");
  EXPECT_EQ(letters[1].header("trainyard.source.offset"), "2");
  EXPECT_EQ(letters[2].value, large);
  EXPECT_NE(letters[2].header("trainyard.reason").find("more than the 100 of a row"), std::string::npos);
  EXPECT_EQ(committed(0), 4) << "a dead letter holds nothing up";
}

TEST_F(SlowStream, ADeadLetterThatTheBrokersFindTooLargeGoesWithoutItsBytes) {
  kafka.send({{"in", 0, {}, "no row"}});
  kafka.fail(produce_request, {10});  // MESSAGE_TOO_LARGE
  EXPECT_EQ(run_stream().counts.dead_letters, 1U);
  const auto letters = kafka.read("dead", 1);
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].value, std::nullopt);
  EXPECT_EQ(letters[0].headers.count("trainyard.reason"), 2U);
  EXPECT_EQ(committed(0), 1);
}

TEST_F(SlowStream, TheNextProcessGoesOnFromTheCommittedOffsets) {
  settings.batch_messages = 7;
  send(40);
  const Summary first = run_stream();
  EXPECT_EQ(first.counts.predictions, 40U);
  EXPECT_GE(first.counts.batches, 6U);
  for (const auto& [number, partition] : first.partitions) {
    EXPECT_EQ(partition.committed, 20) << number;
    EXPECT_EQ(partition.end, 20) << number;
    EXPECT_EQ(partition.lag(), 0) << number;
    EXPECT_EQ(partition.messages, 20U) << number;
    EXPECT_EQ(committed(number), 20) << number;
  }
  send(10, 40);
  EXPECT_EQ(run_stream().counts.messages, 10U);
  const auto records = kafka.read("out", partitions);
  ASSERT_EQ(records.size(), 50U);
  for (std::size_t i = 0; i < records.size(); ++i) {  // in the order of their messages, in partitions of the same number
    const Received& record = records[i];
    EXPECT_EQ(record.key, "in/" + std::to_string(record.partition) + "/" + std::to_string(record.offset));
  }
}

TEST_F(SlowStream, ASignalEndsItWithEverythingInHandCommitted) {
  settings.until_end = false;
  send(30);
  std::atomic<int> answered = 0;
  const Summary summary = run_stream(
      [&](std::span<const std::string_view> messages) {
        answered += static_cast<int>(messages.size());
        return echo(messages);
      },
      [&] { return answered > 0; });
  EXPECT_EQ(summary.counts.messages, static_cast<std::uint64_t>(answered));
  EXPECT_EQ(std::max<std::int64_t>(committed(0), 0) + std::max<std::int64_t>(committed(1), 0), answered);
  EXPECT_EQ(kafka.read("out", partitions).size(), static_cast<std::size_t>(answered));
}

TEST_F(SlowStream, AModelThatThrowsCommitsNothing) {
  send(4);
  const Error error =
      failure([](std::span<const std::string_view>) -> std::vector<Answer> { throw Error(ExitCode::io, "the model broke"); });
  EXPECT_STREQ(error.what(), "the model broke");
  EXPECT_EQ(committed(0), -1);
  EXPECT_EQ(committed(1), -1);
  EXPECT_TRUE(kafka.read("out", partitions).empty());
}

TEST_F(SlowStream, MetricsAreInAFileForPrometheus) {
  settings.metrics = std::filesystem::path(testing::TempDir()) / "stream.prom";
  send(6);
  kafka.send({{"in", 1, {}, "no row"}});
  run_stream();
  const std::string text = storage::read_file(settings.metrics);
  for (const char* const line :
       {"trainyard_stream_messages_total 7\n", "trainyard_stream_predictions_total 6\n", "trainyard_stream_dead_letters_total 1\n",
        "# TYPE trainyard_stream_lag gauge\n", "trainyard_stream_lag{topic=\"in\",partition=\"0\"} 0\n",
        "trainyard_stream_committed_offset{topic=\"in\",partition=\"1\"} 4\n",
        "trainyard_stream_end_offset{topic=\"in\",partition=\"1\"} 4\n", "trainyard_model_info{name=\"houses\",version=\"3\"} 1\n",
        "trainyard_stream_messages_per_second "}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "is not in\n" << text;
  }
}

TEST_F(SlowStream, TopicsThatWouldFeedThemselvesAreRefused) {
  settings.output_topic = "in";
  EXPECT_EQ(failure().code(), ExitCode::usage);
  settings.output_topic = "out";
  settings.dead_letter_topic = "in";
  EXPECT_EQ(failure().code(), ExitCode::usage);
  settings.dead_letter_topic = "out";
  EXPECT_EQ(failure().code(), ExitCode::usage);
}

TEST_F(SlowStream, ASettingThatTheClientDoesNotTakeIsAnErrorOfTheConfig) {
  settings.properties = properties;
  storage::write_file(properties, "no.such.setting=1\n");
  const Error error = failure();
  EXPECT_EQ(error.code(), ExitCode::bad_config);
  EXPECT_NE(std::string(error.what()).find("no.such.setting"), std::string::npos) << error.what();
}

}  // namespace
}  // namespace trainyard::stream
