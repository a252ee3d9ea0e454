#include "tests/host/stream/mock_kafka.hpp"

#include <array>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <set>
#include <stdexcept>

namespace trainyard::stream {
namespace {

constexpr int patience = 10'000;  // ms

void check_code(rd_kafka_resp_err_t code, const std::string& what) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(what + ": " + rd_kafka_err2str(code));
}

rd_kafka_t* make_client(rd_kafka_type_t type, const std::vector<std::pair<std::string, std::string>>& settings) {
  std::array<char, 512> reason{};
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  for (const auto& [name, value] : settings) rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size());
  rd_kafka_conf_set_log_cb(conf, nullptr);
  rd_kafka_t* const client = rd_kafka_new(type, conf, reason.data(), reason.size());
  if (client == nullptr) throw std::runtime_error(reason.data());
  return client;
}

struct Reader {
  rd_kafka_t* client;
  Reader(const std::string& bootstrap, const std::string& group)
      : client(make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", bootstrap}, {"group.id", group}, {"enable.partition.eof", "true"}})) {}
  ~Reader() { rd_kafka_destroy(client); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

std::optional<std::string> bytes_of(const void* bytes, std::size_t size) {
  return bytes == nullptr ? std::nullopt : std::optional(std::string(static_cast<const char*>(bytes), size));
}

Received received(const rd_kafka_message_t& message) {
  Received got{message.partition, message.offset, bytes_of(message.key, message.key_len), bytes_of(message.payload, message.len), {}};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return got;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    got.headers.emplace(name, std::string(static_cast<const char*>(value), size));
  }
  return got;
}

}  // namespace

struct MockKafka::State {
  rd_kafka_t* owner = nullptr;
  rd_kafka_mock_cluster_t* cluster = nullptr;
  rd_kafka_t* producer = nullptr;
};

MockKafka::MockKafka(int brokers) : state_(std::make_unique<State>()) {
  state_->owner = make_client(RD_KAFKA_PRODUCER, {});
  state_->cluster = rd_kafka_mock_cluster_new(state_->owner, brokers);
  state_->producer = make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", bootstrap()}, {"message.max.bytes", "100000000"}});
}

MockKafka::~MockKafka() {
  rd_kafka_destroy(state_->producer);
  rd_kafka_mock_cluster_destroy(state_->cluster);
  rd_kafka_destroy(state_->owner);
}

std::string MockKafka::bootstrap() const { return rd_kafka_mock_cluster_bootstraps(state_->cluster); }

void MockKafka::create(const std::string& topic, int partitions) {
  check_code(rd_kafka_mock_topic_create(state_->cluster, topic.c_str(), partitions, 1), "making a topic");
}

void MockKafka::send(const std::vector<Sent>& messages) {
  for (const Sent& message : messages) {
    std::vector<rd_kafka_vu_t> parts(4);
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = message.topic.c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = message.partition;
    parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[3].u.i = RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK;
    if (message.value) parts[2].u.mem = {const_cast<char*>(message.value->data()), message.value->size()};
    if (message.key) {
      parts.emplace_back().vtype = RD_KAFKA_VTYPE_KEY;
      parts.back().u.mem = {const_cast<char*>(message.key->data()), message.key->size()};
    }
    for (const auto& [name, value] : message.headers) {
      parts.emplace_back().vtype = RD_KAFKA_VTYPE_HEADER;
      parts.back().u.header = {name.c_str(), value.data(), static_cast<ssize_t>(value.size())};
    }
    rd_kafka_error_t* const error = rd_kafka_produceva(state_->producer, parts.data(), parts.size());
    if (error != nullptr) throw std::runtime_error(rd_kafka_error_string(error));
  }
  check_code(rd_kafka_flush(state_->producer, patience), "sending");
}

std::vector<Received> MockKafka::read(const std::string& topic, int partitions) const {
  const Reader reader(bootstrap(), "reader");
  rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(partitions);
  for (int i = 0; i < partitions; ++i) rd_kafka_topic_partition_list_add(list, topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(reader.client, list);
  rd_kafka_topic_partition_list_destroy(list);

  std::map<std::pair<std::int32_t, std::int64_t>, Received> all;
  std::set<std::int32_t> ended;
  while (ended.size() < static_cast<std::size_t>(partitions)) {
    rd_kafka_message_t* const message = rd_kafka_consumer_poll(reader.client, patience);
    if (message == nullptr) throw std::runtime_error("reading '" + topic + "': nothing comes");
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) ended.insert(message->partition);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) all.emplace(std::pair(message->partition, message->offset), received(*message));
    rd_kafka_message_destroy(message);
  }
  std::vector<Received> list_of_all;
  for (auto& [place, one] : all) list_of_all.push_back(std::move(one));
  return list_of_all;
}

std::int64_t MockKafka::committed(const std::string& group, const std::string& topic, std::int32_t partition) const {
  const Reader reader(bootstrap(), group);
  rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, topic.c_str(), partition);
  const auto code = rd_kafka_committed(reader.client, list, patience);
  const std::int64_t offset = list->elems[0].offset;
  rd_kafka_topic_partition_list_destroy(list);
  check_code(code, "asking for an offset");
  return offset < 0 ? -1 : offset;
}

void MockKafka::fail(Request request, const std::vector<int>& codes) {
  std::vector<rd_kafka_resp_err_t> errors;
  for (const int code : codes) errors.push_back(static_cast<rd_kafka_resp_err_t>(code));
  rd_kafka_mock_push_request_errors_array(state_->cluster, request, errors.size(), errors.data());
}

void MockKafka::lose(const std::string& topic) {
  rd_kafka_mock_topic_set_error(state_->cluster, topic.c_str(), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
}

void MockKafka::set_down(int broker) { check_code(rd_kafka_mock_broker_set_down(state_->cluster, broker), "taking a broker down"); }
void MockKafka::set_up(int broker) { check_code(rd_kafka_mock_broker_set_up(state_->cluster, broker), "bringing a broker up"); }
void MockKafka::set_rtt(int broker, int milliseconds) {
  check_code(rd_kafka_mock_broker_set_rtt(state_->cluster, broker, milliseconds), "slowing a broker down");
}

}  // namespace trainyard::stream
