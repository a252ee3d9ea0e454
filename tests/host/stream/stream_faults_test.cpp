// Brokers that fail, slow down and go away.
#include <set>
#include <thread>

#include "tests/host/stream/stream_fixture.hpp"

namespace trainyard::stream {
namespace {

using test::echo;
using test::never;
using namespace std::chrono_literals;

// Kafka's error codes.
constexpr int not_leader = 6, request_timed_out = 7, coordinator_not_available = 15, not_coordinator = 16, illegal_generation = 22,
              topic_refused = 29, group_refused = 30;

using SlowStreamFaults = test::StreamTest;

/// Every message of `in` has a record, and records of one message are equal.
void expect_all_once_or_more(const MockKafka& kafka, int partitions, std::size_t messages) {
  std::map<std::string, std::string> values;
  for (const Received& record : kafka.read("out", partitions)) {
    const auto [found, is_new] = values.emplace(record.key.value_or(""), record.value.value_or(""));
    EXPECT_EQ(found->second, record.value) << found->first;
  }
  EXPECT_EQ(values.size(), messages);
}

TEST_F(SlowStreamFaults, ErrorsThatPassAreTriedAgainWithoutARecordTwice) {
  send(20);
  kafka.fail(produce_request, {not_leader, request_timed_out});
  kafka.fail(fetch_request, {not_leader});
  kafka.fail(commit_request, {not_coordinator, coordinator_not_available});
  EXPECT_EQ(run_stream().counts.predictions, 20U);
  EXPECT_EQ(kafka.read("out", partitions).size(), 20U);
  EXPECT_EQ(committed(0) + committed(1), 20);
}

TEST_F(SlowStreamFaults, ARecordThatIsRefusedCommitsNothing) {
  send(10);
  kafka.fail(produce_request, {topic_refused, topic_refused, topic_refused, topic_refused});
  EXPECT_EQ(failure().code(), ExitCode::not_permitted);
  EXPECT_EQ(committed(0), -1);
  EXPECT_EQ(committed(1), -1);
}

TEST_F(SlowStreamFaults, ACommitThatIsRefusedEndsIt) {
  send(10);
  kafka.fail(commit_request, {group_refused, group_refused});
  EXPECT_EQ(failure().code(), ExitCode::not_permitted);
}

TEST_F(SlowStreamFaults, MessagesOfAGenerationThatIsOverAreReadAgainUnderTheSameKeys) {
  leave_soon();
  send(10);
  kafka.fail(commit_request, {illegal_generation});
  kafka.fail(heartbeat_request, {illegal_generation});
  run_stream();
  EXPECT_EQ(committed(0) + committed(1), 10);
  expect_all_once_or_more(kafka, partitions, 10);
}

TEST_F(SlowStreamFaults, BrokersThatComeBackInTimeCostNothing) {
  settings.batch_messages = 10;
  send(40);
  std::thread outage;
  const Summary summary = run_stream([&](std::span<const std::string_view> messages) {
    if (!outage.joinable()) {
      kafka.set_down(-1);
      outage = std::thread([&] {
        std::this_thread::sleep_for(3s);
        kafka.set_up(-1);
      });
    }
    return echo(messages);
  });
  outage.join();
  EXPECT_GE(summary.counts.predictions, 40U);
  EXPECT_EQ(committed(0) + committed(1), 40);
  expect_all_once_or_more(kafka, partitions, 40);
}

TEST_F(SlowStreamFaults, BrokersThatStayAwayEndItAfterTheDeadlineAndNothingIsLost) {
  leave_soon();
  settings.batch_messages = 10;
  settings.deadline = 3s;
  send(40);
  int batches = 0;
  const auto begin = std::chrono::steady_clock::now();
  const Error error = failure([&](std::span<const std::string_view> messages) {
    if (++batches == 2) kafka.set_down(-1);
    return echo(messages);
  });
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
  EXPECT_EQ(error.code(), ExitCode::unavailable);
  EXPECT_NE(std::string(error.what()).find("was not acknowledged"), std::string::npos) << error.what();
  kafka.set_up(-1);
  EXPECT_EQ(std::max<std::int64_t>(committed(0), 0) + std::max<std::int64_t>(committed(1), 0), 10) << "the first batch alone";
  settings.deadline = 20s;
  run_stream();
  EXPECT_EQ(committed(0) + committed(1), 40);
  expect_all_once_or_more(kafka, partitions, 40);
}

TEST_F(SlowStreamFaults, AStreamAtRestNoticesThatTheBrokersAreGone) {
  settings.until_end = false;
  settings.deadline = 4s;
  send(4);
  std::thread outage;
  const Error error = failure([&](std::span<const std::string_view> messages) {
    if (!outage.joinable()) {
      outage = std::thread([&] {
        std::this_thread::sleep_for(1s);
        kafka.set_down(-1);
      });
    }
    return echo(messages);
  });
  outage.join();
  EXPECT_EQ(error.code(), ExitCode::unavailable);
  EXPECT_NE(std::string(error.what()).find("nothing was heard from the Kafka brokers within 4 s"), std::string::npos) << error.what();
  kafka.set_up(-1);
  EXPECT_EQ(committed(0) + committed(1), 4);
}

TEST_F(SlowStreamFaults, BrokersThatNeverAnsweredAreNamedWithTheReason) {
  settings.address = parse_address("kafka://127.0.0.1:1/in");
  settings.deadline = 2s;
  const Error error = failure();
  EXPECT_EQ(error.code(), ExitCode::unavailable);
  EXPECT_NE(std::string(error.what()).find("Connection refused"), std::string::npos) << error.what();
}

TEST_F(SlowStreamFaults, SlowBrokersAreWaitedFor) {
  send(6);
  kafka.set_rtt(-1, 700);
  EXPECT_EQ(run_stream().counts.predictions, 6U);
  kafka.set_rtt(-1, 0);
  EXPECT_EQ(committed(0) + committed(1), 6);
}

TEST_F(SlowStreamFaults, ATopicThatIsNotThereIsNamed) {
  settings.deadline = 2s;
  kafka.lose("in");
  const Error input = failure();
  EXPECT_EQ(input.code(), ExitCode::no_input);
  EXPECT_NE(std::string(input.what()).find("no topic 'in'"), std::string::npos) << input.what();
  kafka.lose("dead");
  const Error output = failure();
  EXPECT_EQ(output.code(), ExitCode::cannot_create);
  EXPECT_NE(std::string(output.what()).find("no topic 'dead'"), std::string::npos) << output.what();
}

TEST_F(SlowStreamFaults, TwoMembersShareThePartitionsAndNothingIsLostBetweenThem) {
  settings.until_end = false;
  settings.batch_messages = 5;
  leave_soon();
  std::atomic<bool> stop_first = false, stop_second = false;
  const auto slowly = [](std::span<const std::string_view> messages) {
    std::this_thread::sleep_for(20ms);
    return echo(messages);
  };
  Summary first, second;
  std::thread one([&] { first = run_stream(slowly, [&] { return stop_first.load(); }); });
  std::thread two([&] {
    std::this_thread::sleep_for(5s);
    second = run_stream(slowly, [&] { return stop_second.load(); });
  });
  int sent = 0;
  const auto send_until = [&](const std::function<bool()>& enough) {
    for (int round = 0; round < 600 && !enough(); ++round, sent += 4) {
      send(4, sent);
      std::this_thread::sleep_for(50ms);
    }
  };
  int rounds = 0;
  send_until([&] { return ++rounds > 260; });  // the second one has joined by then
  stop_first = true;
  one.join();
  rounds = 0;
  send_until([&] { return ++rounds > 100; });
  for (int wait = 0; wait < 200 && committed(0) + committed(1) < sent; ++wait) std::this_thread::sleep_for(100ms);
  stop_second = true;
  two.join();

  EXPECT_EQ(committed(0) + committed(1), sent);
  EXPECT_GT(second.counts.messages, 0U);
  EXPECT_GT(first.counts.rebalances, 1U);
  // The mock cluster takes no commits once a member waits to join, so what was in hand then is predicted again; brokers do take them.
  EXPECT_LE(first.counts.messages + second.counts.messages, static_cast<std::uint64_t>(sent) + 2 * settings.batch_messages);
  expect_all_once_or_more(kafka, partitions, static_cast<std::size_t>(sent));
}

}  // namespace
}  // namespace trainyard::stream
