#include "host/stream/producer.hpp"

#include <array>

#include "host/log/log.hpp"

namespace trainyard::stream {
namespace {

Properties producer_settings(const Settings& settings, Properties properties) {
  const std::string deadline = std::to_string(std::chrono::milliseconds(settings.deadline).count());
  properties.insert(properties.end(),
                    {{"bootstrap.servers", settings.address.brokers},
                     {"acks", "all"},
                     {"enable.idempotence", "true"},  // no record twice, and none out of order, for an answer that is late
                     {"message.timeout.ms", deadline},
                     {"message.max.bytes", "1000000000"}});  // the brokers know what is too large
  return properties;
}

bool is_too_large(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE;
}

void on_delivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* /*self*/) {
  static_cast<Record*>(message->_private)->outcome = message->err;
}

/// Records go to the partition of the same number, so that they keep the order of the messages that they were made of.
int32_t partition_of(const rd_kafka_topic_t* /*topic*/, const void* /*key*/, size_t /*size*/, int32_t count, void* /*self*/, void* record) {
  return static_cast<const Record*>(record)->source_partition % count;
}

void configure(rd_kafka_conf_t* conf) {
  const Library& kafka = library();
  kafka.rd_kafka_conf_set_dr_msg_cb(conf, &on_delivery);
  // There is one once a setting of topics was made.
  kafka.rd_kafka_topic_conf_set_partitioner_cb(kafka.rd_kafka_conf_get_default_topic_conf(conf), &partition_of);
}

rd_kafka_vu_t part(rd_kafka_vtype_t type) {
  rd_kafka_vu_t part{};
  part.vtype = type;
  return part;
}

rd_kafka_vu_t bytes(rd_kafka_vtype_t type, std::string& text) {
  rd_kafka_vu_t bytes = part(type);
  bytes.u.mem = {text.data(), text.size()};
  return bytes;
}

}  // namespace

Producer::Producer(const Settings& settings, const Properties& properties)
    : Client(RD_KAFKA_PRODUCER, producer_settings(settings, properties), &configure),
      dead_letter_topic_(settings.dead_letter_topic),
      deadline_(settings.deadline) {
  await_topic(settings.output_topic, deadline_, ExitCode::cannot_create);
  await_topic(settings.dead_letter_topic, deadline_, ExitCode::cannot_create);
}

Producer::~Producer() {
  library().rd_kafka_purge(get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  close();
}

void Producer::send(std::vector<Record> records) {
  records_ = std::move(records);
  for (Record& record : records_) produce(record);
  await_outcomes();
  repeat_without_values();
  check_outcomes();
  records_.clear();
}

void Producer::produce(Record& record) {
  const Library& kafka = library();
  std::vector<rd_kafka_vu_t> parts;
  parts.reserve(6);
  parts.push_back(part(RD_KAFKA_VTYPE_TOPIC));
  parts.back().u.cstr = record.topic.c_str();
  parts.push_back(bytes(RD_KAFKA_VTYPE_KEY, record.key));
  if (record.has_value) parts.push_back(bytes(RD_KAFKA_VTYPE_VALUE, record.value));
  parts.push_back(part(RD_KAFKA_VTYPE_MSGFLAGS));
  parts.back().u.i = RD_KAFKA_MSG_F_COPY;
  parts.push_back(part(RD_KAFKA_VTYPE_OPAQUE));
  parts.back().u.ptr = &record;
  parts.push_back(part(RD_KAFKA_VTYPE_HEADERS));
  for (;;) {
    Owned<rd_kafka_headers_t> headers(kafka.rd_kafka_headers_copy(record.headers.get()));
    parts.back().u.headers = headers.get();
    const Owned<rd_kafka_error_t> error(kafka.rd_kafka_produceva(get(), parts.data(), parts.size()));
    if (!error) return static_cast<void>(headers.release());  // the client's by now
    record.outcome = kafka.rd_kafka_error_code(error.get());
    if (record.outcome != RD_KAFKA_RESP_ERR__QUEUE_FULL) return;
    kafka.rd_kafka_poll(get(), 100);  // records leave the queue by their own deadline at the latest
  }
}

void Producer::await_outcomes() {
  while (library().rd_kafka_flush(get(), 1000) == RD_KAFKA_RESP_ERR__TIMED_OUT) check_fatal();
}

void Producer::repeat_without_values() {
  std::size_t count = 0;
  for (Record& record : records_) {
    if (!is_too_large(record.outcome) || record.topic != dead_letter_topic_ || !record.has_value) continue;
    leave_out_value(record);
    produce(record);
    ++count;
  }
  if (count == 0) return;
  log::warning(std::to_string(count) + " dead letters are larger than the brokers take in '" + dead_letter_topic_ +
               "' and are there without their bytes; the headers say where those lie");
  await_outcomes();
}

void Producer::check_outcomes() const {
  for (const Record& record : records_) {
    if (record.outcome == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    check_fatal();
    const std::string what = "a record for topic '" + record.topic + "' was not acknowledged: " + text_of(record.outcome);
    if (is_refusal(record.outcome)) throw Error(ExitCode::not_permitted, what);
    const std::string waited =
        record.outcome == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT ? " after " + std::to_string(deadline_.count()) + " s" : "";
    throw Error(ExitCode::unavailable, what + waited + complaint() + "; its message is not committed, so the same command goes on with it");
  }
}

}  // namespace trainyard::stream
