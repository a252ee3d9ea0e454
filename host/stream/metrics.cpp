#include "host/stream/metrics.hpp"

#include <ctime>
#include <string_view>

#include "host/dataset/csv_text.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::stream {
namespace {

std::string label_value(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return text;
}

void describe(std::string& text, const std::string& name, const std::string& type, const std::string& help) {
  text += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void count(std::string& text, const std::string& name, const std::string& help, std::uint64_t value) {
  describe(text, name, "counter", help);
  text += name + " " + std::to_string(value) + "\n";
}

/// One gauge of every assigned partition of which it is known.
template <class Value>
void by_partition(std::string& text, const State& state, const std::string& name, const std::string& help, Value value) {
  describe(text, name, "gauge", help);
  for (const auto& [number, partition] : state.partitions) {
    const std::int64_t known = value(partition);
    if (!partition.assigned || known < 0) continue;
    text += name + "{topic=\"" + state.settings.address.topic + "\",partition=\"" + std::to_string(number) + "\"} " +
            std::to_string(known) + "\n";
  }
}

}  // namespace

std::string metrics_text(const State& state) {
  std::string text;
  count(text, "trainyard_stream_messages_total", "Messages dealt with.", state.counts.messages);
  count(text, "trainyard_stream_predictions_total", "Predictions acknowledged by the brokers.", state.counts.predictions);
  count(text, "trainyard_stream_dead_letters_total", "Messages that are no row of the model.", state.counts.dead_letters);
  count(text, "trainyard_stream_batches_total", "Batches predicted.", state.counts.batches);
  count(text, "trainyard_stream_rebalances_total", "Partitions given or taken by the group.", state.counts.rebalances);
  describe(text, "trainyard_stream_messages_per_second", "gauge", "Messages dealt with per second, of late.");
  text += "trainyard_stream_messages_per_second " + dataset::csv_number(state.messages_per_second) + "\n";
  by_partition(text, state, "trainyard_stream_lag", "Messages that wait, by partition.", [](const Partition& one) { return one.lag(); });
  by_partition(text, state, "trainyard_stream_committed_offset", "Offset of the next message, as committed, by partition.",
               [](const Partition& one) { return one.committed; });
  by_partition(text, state, "trainyard_stream_end_offset", "End of the partition, by partition.",
               [](const Partition& one) { return one.end; });
  describe(text, "trainyard_stream_updated_timestamp_seconds", "gauge", "When this was written, since 1970.");
  text += "trainyard_stream_updated_timestamp_seconds " + std::to_string(std::time(nullptr)) + "\n";
  describe(text, "trainyard_model_info", "gauge", "The model that predicts.");
  text += "trainyard_model_info{name=\"" + label_value(state.model.name) + "\",version=\"" + label_value(state.model.version) + "\"} 1\n";
  return text;
}

std::int64_t total_lag(const Partitions& partitions) {
  std::int64_t total = 0;
  for (const auto& [number, partition] : partitions) {
    if (!partition.assigned) continue;
    if (partition.lag() < 0) return -1;
    total += partition.lag();
  }
  return total;
}

Meter::Meter(const Settings& settings, const ModelName& model)
    : settings_(settings), model_(model), progress_("predict", 0, "messages") {
  if (!settings.metrics.empty()) storage::check_creatable(settings.metrics);
}

void Meter::tell(const Counts& counts, const Partitions& partitions) {
  if (counts.messages != told_) {  // a stream at rest fills no log
    const std::int64_t lag = total_lag(partitions);
    const std::string note = lag < 0 ? "" : "lag " + std::to_string(lag) + ", ";
    progress_.update(counts.messages, note + std::to_string(counts.dead_letters) + " dead letters");
    told_ = counts.messages;
  }
  const std::chrono::duration<double> since = Clock::now() - written_;
  if (since < interval) return;
  rate_ = static_cast<double>(counts.messages - messages_then_) / since.count();
  write(counts, partitions);
  written_ = Clock::now();
  messages_then_ = counts.messages;
}

void Meter::tell_last(const Counts& counts, const Partitions& partitions) {
  const std::chrono::duration<double> since = Clock::now() - written_;
  if (since.count() > 0) rate_ = static_cast<double>(counts.messages - messages_then_) / since.count();
  write(counts, partitions);
}

void Meter::write(const Counts& counts, const Partitions& partitions) {
  if (settings_.metrics.empty()) return;
  try {
    storage::write_file(settings_.metrics, metrics_text({settings_, model_, counts, partitions, rate_}));
    failed_ = false;
  } catch (const Error& error) {  // a full disk for figures stops no predictions
    if (!failed_) log::warning(error.what());
    failed_ = true;
  }
}

}  // namespace trainyard::stream
