// Predictions of a stream: messages of one Kafka topic in, one prediction per message out, and what is no row to a topic for dead letters.
//
// At least once: a batch is read, predicted, produced, acknowledged by the brokers, and only then are its offsets committed. Whatever ends the
// process in between, the next one begins at the committed offsets; a message that is predicted again gives a record with the same key.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/stream/address.hpp"

namespace trainyard::stream {

struct Settings {
  Address address;
  std::string group, output_topic, dead_letter_topic;
  std::filesystem::path properties;    ///< further settings of the client, see properties.hpp; empty: none
  std::filesystem::path metrics;       ///< Prometheus' text format, written anew every five seconds; empty: none
  bool until_end = false;              ///< ends once every partition was read up to an end
  std::chrono::seconds deadline{60};   ///< how long brokers may be away
  std::size_t batch_messages = 10000;  ///< predicted at once, at most
  std::size_t batch_bytes = 16U << 20;
  std::size_t longest_message = 1U << 20;  ///< bytes; a longer one is a dead letter
};

/// What made a prediction, for the headers of its record.
struct ModelName {
  std::string name, version;
};

struct Answer {
  bool good = false;
  std::string text;  ///< the prediction as JSON, or why there is none
};
/// One answer per message, in their order.
using Answering = std::function<std::vector<Answer>(std::span<const std::string_view>)>;

/// Offsets are of the next message; -1: not known.
struct Partition {
  bool assigned = false, ended = false;
  std::int64_t position = -1;   ///< of what was read and is dealt with
  std::int64_t committed = -1;  ///< as the brokers have it
  std::int64_t end = -1;        ///< of the partition, when it was last heard of
  std::uint64_t messages = 0;   ///< dealt with by this process

  [[nodiscard]] std::int64_t lag() const { return end < 0 || position < 0 ? -1 : end > position ? end - position : 0; }
};
using Partitions = std::map<std::int32_t, Partition>;

struct Counts {
  std::uint64_t messages = 0, predictions = 0, dead_letters = 0, batches = 0, rebalances = 0;
};
struct Summary {
  Counts counts;
  Partitions partitions;  ///< that were read at any time
};

/// Runs until `stop` says so, or until the end; then finishes what is in hand, commits and leaves the group. Throws Error(unavailable) when
/// the brokers do not answer or acknowledge within the deadline, Error(not_permitted) when they refuse, Error(no_input) and
/// Error(cannot_create) when a topic is not there. Whatever is thrown, by `answering` too, nothing is committed that was not acknowledged.
Summary run(const Settings& settings, const ModelName& model, const Answering& answering, const std::function<bool()>& stop);

}  // namespace trainyard::stream
