// Records to the brokers, each acknowledged by all replicas in sync. Private to stream.
#pragma once

#include <vector>

#include "host/stream/client.hpp"
#include "host/stream/record.hpp"

namespace trainyard::stream {

class Producer : public Client {
 public:
  /// Error(unavailable), Error(cannot_create) and Error(not_permitted) as await_topic(), for the two topics.
  Producer(const Settings& settings, const Properties& properties);
  ~Producer();

  /// Returns when every record is acknowledged, or known not to be. Dead letters that are too large go without their value. Throws
  /// Error(unavailable), or Error(not_permitted), when one of them was not acknowledged within the deadline.
  void send(std::vector<Record> records);

 private:
  void produce(Record& record);
  void await_outcomes();
  void repeat_without_values();
  void check_outcomes() const;

  std::string dead_letter_topic_;
  std::chrono::seconds deadline_;
  std::vector<Record> records_;  // that the client may know of
};

}  // namespace trainyard::stream
