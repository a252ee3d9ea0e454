// What a stream counts, in Prometheus' text format, in a file that is never seen half-written. Private to stream.
#pragma once

#include <string>

#include "host/log/log.hpp"
#include "host/stream/client.hpp"
#include "host/stream/stream.hpp"

namespace trainyard::stream {

struct State {
  const Settings& settings;
  const ModelName& model;
  Counts counts;
  const Partitions& partitions;
  double messages_per_second = 0;
};
std::string metrics_text(const State& state);

/// Tells how far the stream is, to the metrics' file every five seconds and to the log.
class Meter {
 public:
  /// Error(cannot_create) when there could be no such file.
  Meter(const Settings& settings, const ModelName& model);

  /// To be called often.
  void tell(const Counts& counts, const Partitions& partitions);
  /// At the end.
  void tell_last(const Counts& counts, const Partitions& partitions);

 private:
  void write(const Counts& counts, const Partitions& partitions);

  const Settings& settings_;
  const ModelName& model_;
  log::Progress progress_;
  static constexpr std::chrono::seconds interval{5};
  Clock::time_point written_ = Clock::now() - interval;
  std::uint64_t messages_then_ = 0, told_ = 0;
  double rate_ = 0;
  bool failed_ = false;
};

/// Of all assigned partitions; -1 where it is not known of one.
std::int64_t total_lag(const Partitions& partitions);

}  // namespace trainyard::stream
