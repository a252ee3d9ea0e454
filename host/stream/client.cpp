#include "host/stream/client.hpp"

#include <algorithm>
#include <array>

#include "host/log/log.hpp"

namespace trainyard::stream {

namespace {

constexpr std::chrono::seconds time_to_make_topic{5};
constexpr int longest_metadata_question = 2000;  // ms

rd_kafka_resp_err_t code_of(const rd_kafka_metadata_t& metadata) {
  if (metadata.topic_cnt != 1) return RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  const auto& topic = metadata.topics[0];
  return topic.err == RD_KAFKA_RESP_ERR_NO_ERROR && topic.partition_cnt == 0 ? RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE : topic.err;
}

void to_log(const rd_kafka_t* /*client*/, int /*level*/, const char* facility, const char* text) {
  log::debug(std::string(facility) + ": " + text);
}

bool is_absent(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
}

}  // namespace

bool is_refusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED;
}

void Client::on_error(rd_kafka_t* /*client*/, int code, const char* reason, void* self) {
  auto& client = *static_cast<Client*>(self);
  if (code == RD_KAFKA_RESP_ERR__FATAL) client.fatal_ = true;
  // "1/1 brokers are down" says less than why the last one is.
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || client.complaint_.empty()) client.complaint_ = reason;
}

Client::Client(rd_kafka_type_t type, const Properties& settings, void (*configure)(rd_kafka_conf_t* conf)) {
  const Library& kafka = library();
  std::array<char, 512> reason{};
  Owned<rd_kafka_conf_t> conf(kafka.rd_kafka_conf_new());
  for (const auto& [name, value] : settings) {
    if (kafka.rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) != RD_KAFKA_CONF_OK) {
      throw Error(ExitCode::bad_config, "setting " + name + " of the Kafka client: " + reason.data());
    }
  }
  kafka.rd_kafka_conf_set_opaque(conf.get(), this);
  kafka.rd_kafka_conf_set_error_cb(conf.get(), &Client::on_error);
  kafka.rd_kafka_conf_set_log_cb(conf.get(), &to_log);
  configure(conf.get());
  client_.reset(kafka.rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
  if (!client_) throw Error(ExitCode::bad_config, std::string("the settings of the Kafka client do not fit together: ") + reason.data());
  static_cast<void>(conf.release());  // the client's by now
}

void Client::check_fatal() const {
  if (!fatal_) return;
  std::array<char, 512> reason{};
  library().rd_kafka_fatal_error(get(), reason.data(), reason.size());
  throw Error(ExitCode::unavailable, std::string("the Kafka client cannot go on: ") + reason.data() + "; start again, nothing is lost");
}

void Client::await_topic(const std::string& topic, std::chrono::seconds deadline, ExitCode absent) {
  const Library& kafka = library();
  const Owned<rd_kafka_topic_t> handle(kafka.rd_kafka_topic_new(get(), topic.c_str(), nullptr));
  const auto begin = Clock::now();
  for (;;) {
    const rd_kafka_metadata_t* found = nullptr;
    rd_kafka_resp_err_t code = kafka.rd_kafka_metadata(get(), 0, handle.get(), &found, longest_metadata_question);
    const Owned<const rd_kafka_metadata_t> metadata(found);
    if (metadata) code = code_of(*metadata);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return forget_complaint();
    kafka.rd_kafka_poll(get(), 100);  // hears why
    if (is_refusal(code)) throw Error(ExitCode::not_permitted, "topic '" + topic + "': " + text_of(code));
    const auto waited = Clock::now() - begin;
    if (is_absent(code) && waited >= std::min<Clock::duration>(deadline, time_to_make_topic)) {
      throw Error(absent, "the brokers know no topic '" + topic + "'; make it, or correct the name");
    }
    if (waited >= deadline) {
      throw Error(ExitCode::unavailable, "no Kafka broker told of topic '" + topic + "' within " + std::to_string(deadline.count()) +
                                             " s: " + text_of(code) + complaint());
    }
  }
}

}  // namespace trainyard::stream
