// Further settings of the Kafka client, for brokers that want TLS, a login or other limits. Private to stream.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace trainyard::stream {

using Properties = std::vector<std::pair<std::string, std::string>>;

/// Lines `NAME=VALUE` with librdkafka's names; '#' begins a comment at the beginning of a line. Throws Error(bad_config) with file and line
/// on any other line, and on a name whose value decides whether messages are lost or doubled, which is set here. Values are in no message.
Properties read_properties(const std::filesystem::path& file);

}  // namespace trainyard::stream
