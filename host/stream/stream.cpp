#include "host/stream/stream.hpp"

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/stream/consumer.hpp"
#include "host/stream/metrics.hpp"
#include "host/stream/producer.hpp"
#include "host/stream/record.hpp"

namespace trainyard::stream {
namespace {

void check(const Settings& settings) {
  check_topic_name("--output-topic", settings.output_topic);
  check_topic_name("--dead-letter-topic", settings.dead_letter_topic);
  const std::string& input = settings.address.topic;
  if (settings.output_topic == input || settings.dead_letter_topic == input) {
    throw Error(ExitCode::usage, "topic '" + input + "' would be read and written; give predictions and dead letters topics of their own");
  }
  if (settings.output_topic == settings.dead_letter_topic) {
    throw Error(ExitCode::usage, "predictions and dead letters would both go to topic '" + settings.output_topic + "'; give each its own");
  }
  if (settings.group.empty()) throw Error(ExitCode::usage, "--group names the consumer group that the offsets are committed for");
}

class Stream {
 public:
  Stream(const Settings& settings, const ModelName& model, const Answering& answering)
      : settings_(settings),
        model_(model),
        answering_(answering),
        meter_(settings, model),
        properties_(settings.properties.empty() ? Properties{} : read_properties(settings.properties)),
        producer_(settings, properties_),
        consumer_(settings, properties_, [this] { finish(); }) {}

  Summary run(const std::function<bool()>& stop) {
    while (!stop() && !(settings_.until_end && consumer_.at_end())) {
      consumer_.read(batch_);
      finish();
      consumer_.attend();
      consumer_.look_at_ends();
      meter_.tell(counts(), consumer_.partitions());
    }
    consumer_.look_at_ends();
    const Summary summary = {counts(), consumer_.partitions()};
    meter_.tell_last(summary.counts, summary.partitions);
    consumer_.leave();
    return summary;
  }

 private:
  /// Deals with the batch in hand: answers, acknowledged records, committed offsets, in this order.
  void finish() {
    if (batch_.messages.empty()) return;
    std::vector<Answer> answers = answer();
    std::vector<Record> records;
    records.reserve(answers.size());
    std::uint64_t bad = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i].good) note_dead_letter(*batch_.messages[i], answers[i].text, counts_.dead_letters + bad++ == 0);
      records.push_back(make_record(*batch_.messages[i], std::move(answers[i]), settings_, model_));
    }
    producer_.send(std::move(records));
    consumer_.commit(batch_);
    counts_.messages += batch_.messages.size();
    counts_.dead_letters += bad;
    counts_.predictions += batch_.messages.size() - bad;
    ++counts_.batches;
    batch_.clear();
  }

  /// Asks for predictions of what can be rows.
  [[nodiscard]] std::vector<Answer> answer() const {
    std::vector<Answer> answers(batch_.messages.size());
    std::vector<std::string_view> values;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const rd_kafka_message_t& message = *batch_.messages[i];
      if (message.payload == nullptr) {
        answers[i].text = "the message has no value";
      } else if (message.len > settings_.longest_message) {
        answers[i].text = "the message has " + std::to_string(message.len) + " bytes, more than the " +
                          std::to_string(settings_.longest_message) + " of a row";
      } else {
        values.emplace_back(static_cast<const char*>(message.payload), message.len);
        places.push_back(i);
      }
    }
    if (values.empty()) return answers;
    std::vector<Answer> given = answering_(values);
    if (given.size() != values.size()) throw Error(ExitCode::bug, "a batch of messages got another number of answers");
    for (std::size_t i = 0; i < given.size(); ++i) answers[places[i]] = std::move(given[i]);
    return answers;
  }

  /// The first of all for everyone to see, the others for who asks.
  void note_dead_letter(const rd_kafka_message_t& message, const std::string& reason, bool is_first) const {
    const std::string text =
        "partition " + std::to_string(message.partition) + ", offset " + std::to_string(message.offset) + " is a dead letter: " + reason;
    is_first ? log::warning(text) : log::debug(text);
  }

  [[nodiscard]] Counts counts() const {
    Counts counts = counts_;
    counts.rebalances = consumer_.rebalances();
    return counts;
  }

  const Settings& settings_;
  const ModelName& model_;
  const Answering& answering_;
  Counts counts_;
  Meter meter_;
  Properties properties_;
  Producer producer_;
  Consumer consumer_;  // goes before the producer, and gives its partitions back
  Batch batch_;        // goes first: a client that is asked to end waits for its messages
};

}  // namespace

Summary run(const Settings& settings, const ModelName& model, const Answering& answering, const std::function<bool()>& stop) {
  check(settings);
  return Stream(settings, model, answering).run(stop);
}

}  // namespace trainyard::stream
