// What is produced for a message: its prediction, or itself as a dead letter. Private to stream.
#pragma once

#include <cstdint>
#include <string>

#include "host/stream/librdkafka.hpp"
#include "host/stream/stream.hpp"

namespace trainyard::stream {

struct Record {
  std::string topic;
  std::string key;  ///< "TOPIC/PARTITION/OFFSET" of the message, whatever made the record
  bool has_value = true;
  std::string value;
  Owned<rd_kafka_headers_t> headers;  ///< those of the message, and ours
  std::int32_t source_partition = 0;
  rd_kafka_resp_err_t outcome = RD_KAFKA_RESP_ERR__STATE;  ///< of producing it
};

inline constexpr const char* source_topic_header = "trainyard.source.topic";
inline constexpr const char* source_partition_header = "trainyard.source.partition";
inline constexpr const char* source_offset_header = "trainyard.source.offset";
inline constexpr const char* source_key_header = "trainyard.source.key";  ///< where the message has a key
inline constexpr const char* model_header = "trainyard.model";
inline constexpr const char* version_header = "trainyard.model_version";
inline constexpr const char* reason_header = "trainyard.reason";  ///< of dead letters

/// A prediction's record has its JSON as value, a dead letter the message's own bytes.
Record make_record(const rd_kafka_message_t& message, Answer answer, const Settings& settings, const ModelName& model);

/// A dead letter that the brokers find too large, without the message's bytes: where they lie is in the headers.
void leave_out_value(Record& record);

}  // namespace trainyard::stream
