#include "host/stream/address.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"

namespace trainyard::stream {
namespace {

std::string refusal_of(const std::string& text) {
  try {
    parse_address(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  ADD_FAILURE() << text << " was taken";
  return "";
}

TEST(StreamAddress, HasBrokersAndATopic) {
  const Address one = parse_address("kafka://localhost:9093/houses");
  EXPECT_EQ(one.brokers, "localhost:9093");
  EXPECT_EQ(one.topic, "houses");
  const Address several = parse_address("kafka://a.example:1,10.0.0.2:65535,[2001:db8::1]:9092/raw.houses_2-eu");
  EXPECT_EQ(several.brokers, "a.example:1,10.0.0.2:65535,[2001:db8::1]:9092");
  EXPECT_EQ(several.topic, "raw.houses_2-eu");
}

TEST(StreamAddress, WithoutAPortTakesKafkasOwn) {
  EXPECT_EQ(parse_address("kafka://broker,[::1]/t").brokers, "broker:9092,[::1]:9092");
}

TEST(StreamAddress, SaysWhatIsWrongWithIt) {
  EXPECT_NE(refusal_of("http://a:1/t").find("not the address of a stream"), std::string::npos);
  EXPECT_NE(refusal_of("kafka://a:1").find("names no topic"), std::string::npos);
  EXPECT_NE(refusal_of("kafka:///t").find("'' is no HOST:PORT"), std::string::npos);
  EXPECT_NE(refusal_of("kafka://a:1,,b:2/t").find("'' is no HOST:PORT"), std::string::npos);
  for (const char* const broker : {"a:0", "a:65536", "a:1x", "a:", ":9092", "a b:1", "user@a:1", "::1:9092", "a:1;b:2"}) {
    EXPECT_NE(refusal_of(std::string("kafka://") + broker + "/t").find("is no HOST:PORT"), std::string::npos) << broker;
  }
  for (const std::string& topic : {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a b"),
                                   std::string("a\n"), std::string(250, 'a')}) {
    EXPECT_NE(refusal_of("kafka://a:1/" + topic).find("cannot be a topic's name"), std::string::npos) << topic;
  }
}

}  // namespace
}  // namespace trainyard::stream
