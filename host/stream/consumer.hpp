// Messages of the input topic, as one member of a consumer group. Private to stream.
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "host/stream/client.hpp"
#include "host/stream/stream.hpp"

namespace trainyard::stream {

/// Messages that were read and not yet dealt with.
struct Batch {
  std::vector<Message> messages;
  std::size_t bytes = 0;

  void clear() {
    messages.clear();
    bytes = 0;
  }
};

class Consumer : public Client {
 public:
  /// `finish` deals with a batch whose partitions are about to go to another member, as usual: predict, produce, commit.
  Consumer(const Settings& settings, const Properties& properties, std::function<void()> finish);
  /// Leaves the group.
  ~Consumer();

  /// Adds what has come; waits a tenth of a second when there is nothing. What a rebalance takes away is out of `batch` when it returns.
  /// Throws what `finish` threw.
  void read(Batch& batch);
  /// The messages are dealt with: commits the offsets behind them. Returns when the brokers have them, or when the group has changed, so
  /// that they will be read again. Throws Error(unavailable) after the deadline.
  void commit(const Batch& batch);
  /// To be called often: asks the brokers for offsets after a rebalance, and for a sign of life when nothing has come for a while.
  /// Throws Error(unavailable) when there was none within the deadline.
  void attend();
  /// Gives the partitions back, which others then read.
  void leave();

  /// Whether every assigned partition was read up to an end.
  [[nodiscard]] bool at_end() const;
  [[nodiscard]] const Partitions& partitions() const noexcept { return partitions_; }
  [[nodiscard]] std::uint64_t rebalances() const noexcept { return rebalances_; }
  /// Brings the ends of the partitions up to date, from what is known here.
  void look_at_ends();

 private:
  static void configure(rd_kafka_conf_t* conf);
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list, void* self);
  void take(const rd_kafka_topic_partition_list_t& list);
  void give(const rd_kafka_topic_partition_list_t& list);
  void hear(const rd_kafka_message_t& message);
  void commit_pending();
  [[nodiscard]] Owned<rd_kafka_topic_partition_list_t> list_of_assigned() const;
  /// How long one question to the brokers may take, in milliseconds: a signal waits as long.
  [[nodiscard]] int patience() const;
  rd_kafka_resp_err_t survey();
  /// RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END of every partition of ours.
  rd_kafka_resp_err_t ask_offsets(std::int64_t which, std::map<std::int32_t, std::int64_t>& offsets) const;
  void begin_at(std::int32_t number, std::int64_t committed, std::int64_t low);
  void check_deadline(Clock::time_point since, rd_kafka_resp_err_t code, const std::string& what) const;

  Settings settings_;
  std::function<void()> finish_;
  Batch* batch_ = nullptr;  // in hand while read() runs
  std::exception_ptr failure_;
  Partitions partitions_;
  std::map<std::int32_t, std::int64_t> pending_;  // offsets to commit
  std::uint64_t rebalances_ = 0;
  bool joined_ = false, surveyed_ = false, left_ = false;
  Clock::time_point heard_ = Clock::now(), asked_ = heard_;
};

}  // namespace trainyard::stream
