// librdkafka, opened on first use, and owners for what it hands out. Private to stream.
#pragma once

#include <librdkafka/rdkafka.h>
#include <memory>
#include <string>

namespace trainyard::stream {

#define TRAINYARD_LIBRDKAFKA(FUNCTION)             \
  FUNCTION(rd_kafka_assign)                        \
  FUNCTION(rd_kafka_assignment_lost)               \
  FUNCTION(rd_kafka_commit)                        \
  FUNCTION(rd_kafka_committed)                     \
  FUNCTION(rd_kafka_conf_destroy)                  \
  FUNCTION(rd_kafka_conf_get_default_topic_conf)   \
  FUNCTION(rd_kafka_conf_new)                      \
  FUNCTION(rd_kafka_conf_set)                      \
  FUNCTION(rd_kafka_conf_set_dr_msg_cb)            \
  FUNCTION(rd_kafka_conf_set_error_cb)             \
  FUNCTION(rd_kafka_conf_set_log_cb)               \
  FUNCTION(rd_kafka_conf_set_opaque)               \
  FUNCTION(rd_kafka_conf_set_rebalance_cb)         \
  FUNCTION(rd_kafka_consumer_close)                \
  FUNCTION(rd_kafka_consumer_poll)                 \
  FUNCTION(rd_kafka_destroy)                       \
  FUNCTION(rd_kafka_err2str)                       \
  FUNCTION(rd_kafka_error_code)                    \
  FUNCTION(rd_kafka_error_destroy)                 \
  FUNCTION(rd_kafka_error_string)                  \
  FUNCTION(rd_kafka_fatal_error)                   \
  FUNCTION(rd_kafka_flush)                         \
  FUNCTION(rd_kafka_get_watermark_offsets)         \
  FUNCTION(rd_kafka_header_add)                    \
  FUNCTION(rd_kafka_header_remove)                 \
  FUNCTION(rd_kafka_headers_copy)                  \
  FUNCTION(rd_kafka_headers_destroy)               \
  FUNCTION(rd_kafka_headers_new)                   \
  FUNCTION(rd_kafka_incremental_assign)            \
  FUNCTION(rd_kafka_incremental_unassign)          \
  FUNCTION(rd_kafka_message_destroy)               \
  FUNCTION(rd_kafka_message_headers)               \
  FUNCTION(rd_kafka_metadata)                      \
  FUNCTION(rd_kafka_metadata_destroy)              \
  FUNCTION(rd_kafka_new)                           \
  FUNCTION(rd_kafka_offsets_for_times)             \
  FUNCTION(rd_kafka_opaque)                        \
  FUNCTION(rd_kafka_outq_len)                      \
  FUNCTION(rd_kafka_poll)                          \
  FUNCTION(rd_kafka_poll_set_consumer)             \
  FUNCTION(rd_kafka_produceva)                     \
  FUNCTION(rd_kafka_purge)                         \
  FUNCTION(rd_kafka_rebalance_protocol)            \
  FUNCTION(rd_kafka_subscribe)                     \
  FUNCTION(rd_kafka_topic_conf_set_partitioner_cb) \
  FUNCTION(rd_kafka_topic_destroy)                 \
  FUNCTION(rd_kafka_topic_new)                     \
  FUNCTION(rd_kafka_topic_partition_list_add)      \
  FUNCTION(rd_kafka_topic_partition_list_destroy)  \
  FUNCTION(rd_kafka_topic_partition_list_new)      \
  FUNCTION(rd_kafka_version)                       \
  FUNCTION(rd_kafka_version_str)

/// Its functions under their own names.
struct Library {
#define TRAINYARD_DECLARE(name) decltype(&::name) name;  // NOLINT(bugprone-macro-parentheses): a declaration
  TRAINYARD_LIBRDKAFKA(TRAINYARD_DECLARE)
#undef TRAINYARD_DECLARE
};

/// Error(unavailable) when the library is not there or too old.
const Library& library();

struct Destroy {
  void operator()(rd_kafka_t* client) const { library().rd_kafka_destroy(client); }
  void operator()(rd_kafka_conf_t* conf) const { library().rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_message_t* message) const { library().rd_kafka_message_destroy(message); }
  void operator()(rd_kafka_headers_t* headers) const { library().rd_kafka_headers_destroy(headers); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { library().rd_kafka_topic_partition_list_destroy(list); }
  void operator()(rd_kafka_topic_t* topic) const { library().rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_error_t* error) const { library().rd_kafka_error_destroy(error); }
  void operator()(const rd_kafka_metadata_t* metadata) const { library().rd_kafka_metadata_destroy(metadata); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, Destroy>;

using Message = Owned<rd_kafka_message_t>;

/// "Broker: Unknown topic or partition"
inline std::string text_of(rd_kafka_resp_err_t code) { return library().rd_kafka_err2str(code); }

}  // namespace trainyard::stream
