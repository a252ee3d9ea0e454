#include "host/stream/record.hpp"

#include <array>
#include <string_view>

namespace trainyard::stream {
namespace {

void set_header(rd_kafka_headers_t* headers, const char* name, std::string_view value) {
  library().rd_kafka_header_add(headers, name, -1, value.data(), static_cast<ssize_t>(value.size()));
}

/// A copy of the message's own, without those of ours that it may have from an earlier passage.
Owned<rd_kafka_headers_t> headers_of(const rd_kafka_message_t& message) {
  const Library& kafka = library();
  rd_kafka_headers_t* theirs = nullptr;
  if (kafka.rd_kafka_message_headers(&message, &theirs) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Owned<rd_kafka_headers_t>(kafka.rd_kafka_headers_new(8));
  }
  Owned<rd_kafka_headers_t> headers(kafka.rd_kafka_headers_copy(theirs));
  for (const char* const name : {source_topic_header, source_partition_header, source_offset_header, source_key_header, model_header,
                                 version_header, reason_header}) {
    kafka.rd_kafka_header_remove(headers.get(), name);
  }
  return headers;
}

}  // namespace

Record make_record(const rd_kafka_message_t& message, Answer answer, const Settings& settings, const ModelName& model) {
  const std::string partition = std::to_string(message.partition);
  const std::string offset = std::to_string(message.offset);
  Record record;
  record.topic = answer.good ? settings.output_topic : settings.dead_letter_topic;
  record.key = settings.address.topic + "/" + partition + "/" + offset;
  record.source_partition = message.partition;
  record.headers = headers_of(message);
  rd_kafka_headers_t* const headers = record.headers.get();
  set_header(headers, source_topic_header, settings.address.topic);
  set_header(headers, source_partition_header, partition);
  set_header(headers, source_offset_header, offset);
  if (message.key != nullptr) set_header(headers, source_key_header, {static_cast<const char*>(message.key), message.key_len});
  set_header(headers, model_header, model.name);
  set_header(headers, version_header, model.version);
  if (answer.good) {
    record.value = std::move(answer.text);
  } else {
    set_header(headers, reason_header, answer.text);
    record.has_value = message.payload != nullptr;
    if (record.has_value) record.value.assign(static_cast<const char*>(message.payload), message.len);
  }
  return record;
}

void leave_out_value(Record& record) {
  const std::string size = std::to_string(record.value.size());
  set_header(record.headers.get(), reason_header, "left out for the brokers' limit on the size of records: the message of " + size + " bytes");
  record.value.clear();
  record.has_value = false;
}

}  // namespace trainyard::stream
