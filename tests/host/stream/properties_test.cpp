#include "host/stream/properties.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::stream {
namespace {

Properties read(const std::string& text) {
  const Folder folder;
  storage::write_file(folder / "kafka.properties", text);
  return read_properties(folder / "kafka.properties");
}

std::string problem_of(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_config);
    return error.what();
  }
  ADD_FAILURE() << "taken: " << text;
  return "";
}

TEST(StreamProperties, AreLinesWithSpacesAndCommentsPassedOver) {
  const Properties found = read("# login\n\n security.protocol = SASL_SSL\r\nsasl.password=a=b # c\nclient.rack=\n");
  const Properties expected = {{"security.protocol", "SASL_SSL"}, {"sasl.password", "a=b # c"}, {"client.rack", ""}};
  EXPECT_EQ(found, expected);
}

TEST(StreamProperties, ThatCouldLoseMessagesAreRefusedUnderEveryName) {
  for (const char* const name : {"enable.auto.commit", "auto.commit.enable", "acks", "request.required.acks", "group.id",
                                 "bootstrap.servers", "metadata.broker.list", "enable.idempotence", "delivery.timeout.ms"}) {
    const std::string refusal = problem_of("client.id=x\n" + std::string(name) + "=secret\n");
    EXPECT_NE(refusal.find(":2: " + std::string(name) + " is set by trainyard"), std::string::npos) << refusal;
    EXPECT_EQ(refusal.find("secret"), std::string::npos);
  }
}

TEST(StreamProperties, ALineThatIsNoneIsNamedByItsNumber) {
  const std::string refusal = problem_of("client.id=x\nsasl.password hunter2\n");
  EXPECT_NE(refusal.find(":2: a line reads NAME=VALUE"), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::stream
