#include "host/stream/consumer.hpp"

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>

#include "host/log/log.hpp"

namespace trainyard::stream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int longest_wait = 100;  // ms, for a message
constexpr seconds longest_silence{5}, pause_between_questions{1}, longest_question{10};
constexpr milliseconds pause_between_commits{200};

Properties consumer_settings(const Settings& settings, Properties properties) {
  const auto interval = std::max<milliseconds>(seconds(300), 3 * settings.deadline);
  // Where the group has no offset yet it begins at the beginning; properties may say otherwise.
  properties.insert(properties.begin(), {"auto.offset.reset", "earliest"});
  properties.insert(properties.end(), {{"bootstrap.servers", settings.address.brokers},
                                       {"group.id", settings.group},
                                       {"enable.auto.commit", "false"},
                                       {"enable.auto.offset.store", "false"},
                                       {"enable.partition.eof", "true"},
                                       {"allow.auto.create.topics", "false"},
                                       {"max.poll.interval.ms", std::to_string(interval.count())}});
  return properties;
}

/// The partitions are another member's by now.
bool is_lost(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID ||
         code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

bool is_cooperative(rd_kafka_t* client) {
  const char* const protocol = library().rd_kafka_rebalance_protocol(client);
  return protocol != nullptr && std::string_view(protocol) == "COOPERATIVE";
}

std::string seconds_text(seconds time) { return std::to_string(time.count()) + " s"; }

}  // namespace

void Consumer::configure(rd_kafka_conf_t* conf) { library().rd_kafka_conf_set_rebalance_cb(conf, &Consumer::on_rebalance); }

Consumer::Consumer(const Settings& settings, const Properties& properties, std::function<void()> finish)
    : Client(RD_KAFKA_CONSUMER, consumer_settings(settings, properties), &configure), settings_(settings), finish_(std::move(finish)) {
  const Library& kafka = library();
  await_topic(settings_.address.topic, settings_.deadline, ExitCode::no_input);
  kafka.rd_kafka_poll_set_consumer(get());
  const Owned<rd_kafka_topic_partition_list_t> topics(kafka.rd_kafka_topic_partition_list_new(1));
  kafka.rd_kafka_topic_partition_list_add(topics.get(), settings_.address.topic.c_str(), RD_KAFKA_PARTITION_UA);
  const rd_kafka_resp_err_t code = kafka.rd_kafka_subscribe(get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw Error(ExitCode::bug, "subscribing to '" + settings_.address.topic + "': " + text_of(code));
  heard_ = Clock::now();
}

Consumer::~Consumer() {
  leave();
  close();
}

void Consumer::leave() {
  if (left_) return;
  left_ = true;
  library().rd_kafka_consumer_close(get());
}

void Consumer::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list, void* self) {
  auto& consumer = *static_cast<Consumer*>(static_cast<Client*>(self));
  const Library& kafka = library();
  const bool cooperative = is_cooperative(client);
  const bool assigned = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  try {
    assigned ? consumer.take(*list) : consumer.give(*list);
  } catch (...) {  // no exception may pass through C
    consumer.failure_ = std::current_exception();
  }
  if (cooperative) {
    const Owned<rd_kafka_error_t> error(assigned ? kafka.rd_kafka_incremental_assign(client, list)
                                                 : kafka.rd_kafka_incremental_unassign(client, list));
  } else {
    kafka.rd_kafka_assign(client, assigned ? list : nullptr);
    consumer.joined_ = assigned;
  }
  consumer.joined_ = consumer.joined_ || assigned;
}

void Consumer::take(const rd_kafka_topic_partition_list_t& list) {
  ++rebalances_;
  std::string numbers;
  for (int i = 0; i < list.cnt; ++i) {
    Partition& partition = partitions_[list.elems[i].partition];
    partition.assigned = true;
    partition.ended = false;
    partition.position = partition.committed = -1;  // other members may have read on
    numbers += (i > 0 ? ", " : "") + std::to_string(list.elems[i].partition);
  }
  log::info(list.cnt == 0 ? "the group has no partition for this member"
                          : "reads partitions " + numbers + " of " + settings_.address.topic);
  surveyed_ = false;
  heard_ = Clock::now();
}

void Consumer::give(const rd_kafka_topic_partition_list_t& list) {
  ++rebalances_;
  const bool lost = library().rd_kafka_assignment_lost(get()) != 0;
  for (int i = 0; i < list.cnt; ++i) partitions_[list.elems[i].partition].assigned = false;
  if (batch_ != nullptr) {
    // What is lost is read by another member already.
    if (!lost && !left_ && failure_ == nullptr) finish_();
    batch_->clear();
  }
  if (!lost && !left_ && failure_ == nullptr) commit_pending();
  for (int i = 0; i < list.cnt; ++i) {
    if (pending_.erase(list.elems[i].partition) == 0) continue;
    log::warning("partition " + std::to_string(list.elems[i].partition) +
                 ": the group changed before the last offset was committed; messages will be predicted again, under the same keys");
  }
}

void Consumer::hear(const rd_kafka_message_t& message) {
  const auto code = message.err;
  if (code == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    heard_ = Clock::now();
    Partition& partition = partitions_[message.partition];
    partition.ended = true;
    partition.position = partition.end = message.offset;  // beyond what follows the last message, such as the end of a transaction
    return;
  }
  const char* const said = static_cast<const char*>(message.payload);
  const std::string what = said == nullptr ? text_of(code) : std::string(said, message.len);
  if (is_refusal(code)) throw Error(ExitCode::not_permitted, "reading '" + settings_.address.topic + "': " + what);
  if (code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
    throw Error(ExitCode::no_input,
                "reading '" + settings_.address.topic + "': " + what + ", and the client's settings forbid another one");
  }
  log::warning("reading '" + settings_.address.topic + "': " + what);
}

void Consumer::read(Batch& batch) {
  const Library& kafka = library();
  const struct InHand {
    InHand(Batch*& at, Batch& read) : place(at) { place = &read; }
    InHand(const InHand&) = delete;
    InHand& operator=(const InHand&) = delete;
    ~InHand() { place = nullptr; }
    Batch*& place;
  } in_hand(batch_, batch);
  while (batch.messages.size() < settings_.batch_messages && batch.bytes < settings_.batch_bytes) {
    Message message(kafka.rd_kafka_consumer_poll(get(), batch.messages.empty() ? longest_wait : 0));
    if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
    check_fatal();
    if (!message) break;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      hear(*message);
      continue;
    }
    heard_ = Clock::now();
    batch.bytes += message->len;
    batch.messages.push_back(std::move(message));
  }
}

void Consumer::commit(const Batch& batch) {
  for (const Message& message : batch.messages) {
    Partition& partition = partitions_[message->partition];
    partition.position = std::max(partition.position, message->offset + 1);
    ++partition.messages;
    pending_[message->partition] = message->offset + 1;
  }
  commit_pending();
}

void Consumer::commit_pending() {
  const Library& kafka = library();
  const auto begin = Clock::now();
  while (!pending_.empty()) {
    const Owned<rd_kafka_topic_partition_list_t> list(kafka.rd_kafka_topic_partition_list_new(static_cast<int>(pending_.size())));
    for (const auto& [number, offset] : pending_) {
      kafka.rd_kafka_topic_partition_list_add(list.get(), settings_.address.topic.c_str(), number)->offset = offset;
    }
    const rd_kafka_resp_err_t code = kafka.rd_kafka_commit(get(), list.get(), 0);
    check_fatal();
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      for (const auto& [number, offset] : pending_) partitions_[number].committed = offset;
      return pending_.clear();
    }
    // A rebalance is under way: once more when the partitions are asked for.
    if (is_lost(code) || code == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS) return;
    const std::string what = "offsets of group '" + settings_.group + "' could not be committed";
    if (is_refusal(code)) throw Error(ExitCode::not_permitted, what + ": " + text_of(code));
    check_deadline(begin, code, what);
    std::this_thread::sleep_for(pause_between_commits);
  }
}

void Consumer::check_deadline(Clock::time_point since, rd_kafka_resp_err_t code, const std::string& what) const {
  if (Clock::now() - since < settings_.deadline) return;
  throw Error(ExitCode::unavailable, what + " within " + seconds_text(settings_.deadline) + ": " + text_of(code) + complaint() +
                                         "; the same command goes on from the offsets that are committed");
}

void Consumer::attend() {
  const auto now = Clock::now();
  if ((surveyed_ && now - heard_ < longest_silence) || now - asked_ < pause_between_questions) return;
  const rd_kafka_resp_err_t code = survey();
  asked_ = Clock::now();
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    heard_ = asked_;
    surveyed_ = joined_;
    return forget_complaint();
  }
  if (is_refusal(code)) throw Error(ExitCode::not_permitted, "group '" + settings_.group + "': " + text_of(code));
  check_deadline(heard_, code, "nothing was heard from the Kafka brokers");
}

Owned<rd_kafka_topic_partition_list_t> Consumer::list_of_assigned() const {
  const Library& kafka = library();
  Owned<rd_kafka_topic_partition_list_t> list(kafka.rd_kafka_topic_partition_list_new(static_cast<int>(partitions_.size() + 1)));
  for (const auto& [number, partition] : partitions_) {
    if (partition.assigned) kafka.rd_kafka_topic_partition_list_add(list.get(), settings_.address.topic.c_str(), number);
  }
  // Any will do to see whether the group's coordinator answers.
  if (list->cnt == 0) kafka.rd_kafka_topic_partition_list_add(list.get(), settings_.address.topic.c_str(), 0);
  return list;
}

int Consumer::patience() const { return static_cast<int>(milliseconds(std::min(settings_.deadline, longest_question)).count() / 2); }

rd_kafka_resp_err_t Consumer::survey() {
  const Owned<rd_kafka_topic_partition_list_t> list = list_of_assigned();
  if (const auto code = library().rd_kafka_committed(get(), list.get(), patience()); code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  std::map<std::int32_t, std::int64_t> low, high;
  if (const auto code = ask_offsets(RD_KAFKA_OFFSET_BEGINNING, low); code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  if (const auto code = ask_offsets(RD_KAFKA_OFFSET_END, high); code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    const auto found = partitions_.find(entry.partition);
    if (found == partitions_.end() || !found->second.assigned) continue;
    found->second.end = high[entry.partition];
    if (entry.offset >= 0) begin_at(entry.partition, entry.offset, low[entry.partition]);
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

// rd_kafka_query_watermark_offsets() would wait without end for a broker that is gone.
rd_kafka_resp_err_t Consumer::ask_offsets(std::int64_t which, std::map<std::int32_t, std::int64_t>& offsets) const {
  const Owned<rd_kafka_topic_partition_list_t> list = list_of_assigned();
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = which;
  rd_kafka_resp_err_t code = library().rd_kafka_offsets_for_times(get(), list.get(), patience());
  for (int i = 0; i < list->cnt && code == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    code = list->elems[i].err;
    offsets[list->elems[i].partition] = list->elems[i].offset;
  }
  return code;
}

void Consumer::begin_at(std::int32_t number, std::int64_t committed, std::int64_t low) {
  Partition& partition = partitions_[number];
  partition.committed = committed;
  if (partition.position < 0 && committed < low) {
    log::warning("partition " + std::to_string(number) + ": the brokers have removed messages " + std::to_string(committed) + " to " +
                 std::to_string(low - 1) + ", which were never predicted; keep messages longer in '" + settings_.address.topic + "'");
  }
  partition.position = std::max(partition.position, std::max(committed, low));
}

void Consumer::look_at_ends() {
  for (auto& [number, partition] : partitions_) {
    if (!partition.assigned) continue;
    std::int64_t low = -1;
    std::int64_t high = -1;
    const auto code = library().rd_kafka_get_watermark_offsets(get(), settings_.address.topic.c_str(), number, &low, &high);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0) partition.end = std::max(partition.end, high);
  }
}

bool Consumer::at_end() const {
  return joined_ && std::ranges::all_of(partitions_, [](const auto& entry) { return !entry.second.assigned || entry.second.ended; });
}

}  // namespace trainyard::stream
