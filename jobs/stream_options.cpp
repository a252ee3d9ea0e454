#include "jobs/stream_options.hpp"

#include <boost/program_options/value_semantic.hpp>

#include "host/pipeline/predict_stream.hpp"
#include "jobs/count_option.hpp"
#include "jobs/signals.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

constexpr std::uint64_t longest_deadline = 86'400, most_batch = 1'000'000, most_bytes = 100'000'000;

std::filesystem::path file_of(const Invocation& invocation, const std::string& option) {
  return invocation.has(option) ? std::filesystem::absolute(invocation.text(option)).lexically_normal() : "";
}

std::string partitions_text(const nlohmann::ordered_json& partitions) {
  const Align right = Align::right;
  Table table({{"partition", right}, {"rows", right}, {"committed", right}, {"lag", right}});
  for (const auto& one : partitions) {
    table.add({value_text(one["partition"]), count_text(one["rows"]), value_text(one["committed"]), value_text(one["lag"])});
  }
  return table.empty() ? "" : table.text();
}

}  // namespace

void add_stream_options(Verb& verb) {
  namespace po = boost::program_options;
  const auto value = [](const char* name) { return po::value<std::string>()->value_name(name); };
  verb.options.add_options()("stream", value("kafka://HOST:PORT/TOPIC"),
                             "instead of --input: messages {feature: value, …} of a Kafka topic")(
      "output-topic", value("TOPIC"), "of --stream: where predictions go")("group", value("NAME"), "of --stream: the consumer group")(
      "dead-letter-topic", value("TOPIC"), "of --stream: where messages that are no row go, with the reason")(
      "until-end", po::bool_switch(), "of --stream: end where the partitions end, not with a signal")(
      "metrics-file", value("FILE"), "of --stream: counts, rate and lag for Prometheus")("deadline", value("SECONDS"),
                                                                                         "of --stream: how long brokers may be away (60)")(
      "batch", value("N"), "of --stream: messages predicted at once, at most (10000)")(
      "max-message", value("BYTES"), "of --stream: a longer message is a dead letter (1048576)")(
      "kafka-config", value("FILE"), "of --stream: librdkafka's settings, such as TLS, as NAME=VALUE");
}

void refuse_stream_options(const Invocation& invocation) {
  for (const char* const option :
       {"output-topic", "group", "dead-letter-topic", "until-end", "metrics-file", "deadline", "batch", "max-message", "kafka-config"}) {
    if (invocation.has(option)) throw Error(ExitCode::usage, std::string("predict: --") + option + " goes with --stream alone");
  }
}

Answer predict_stream(const Invocation& invocation) {
  for (const char* const other : {"input", "output"}) {
    if (invocation.has(other)) throw Error(ExitCode::usage, std::string("predict: --stream and --") + other + " exclude each other");
  }
  pipeline::PredictStreamRequest request;
  request.model = invocation.required("model");
  request.results = invocation.results();
  request.device = invocation.device();
  request.threads = invocation.threads();
  stream::Settings& stream = request.stream;
  stream.address = stream::parse_address(invocation.text("stream"));
  stream.output_topic = invocation.required("output-topic");
  stream.group = invocation.required("group");
  stream.dead_letter_topic = invocation.required("dead-letter-topic");
  stream.until_end = invocation.has("until-end");
  stream.metrics = file_of(invocation, "metrics-file");
  stream.properties = file_of(invocation, "kafka-config");
  const auto deadline = static_cast<std::uint64_t>(stream.deadline.count());
  stream.deadline = std::chrono::seconds(count_or(invocation, "deadline", deadline, longest_deadline));
  stream.batch_messages = count_or(invocation, "batch", stream.batch_messages, most_batch);
  stream.longest_message = count_or(invocation, "max-message", stream.longest_message, most_bytes);

  stop_safely_on_signals();
  Answer answer{.document = pipeline::predict_stream(request).summary, .text = ""};
  answer.text = count_text(answer.document["predictions"]) + " predictions in " + stream.output_topic + ", " +
                count_text(answer.document["dead_letters"]) + " dead letters in " + stream.dead_letter_topic + "\n" +
                partitions_text(answer.document["partitions"]);
  return answer;
}

}  // namespace trainyard::jobs
