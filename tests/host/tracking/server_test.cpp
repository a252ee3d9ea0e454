#include "host/tracking/server.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"

namespace trainyard::tracking {
namespace {

std::string refusal_of(const std::string& url) {
  try {
    server_at(url, "--mlflow");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "";
}

TEST(Server, TakesHttpAndHttpsWithPortAndPath) {
  for (const char* url : {"http://127.0.0.1:5000", "https://mlflow.example.org", "http://host/team/mlflow", "http://[::1]:5000"}) {
    EXPECT_EQ(server_at(url, "").url, url);
  }
}

TEST(Server, IsTheSameWithASlashAtItsEnd) {
  EXPECT_EQ(server_at("http://host:5000/", "").url, "http://host:5000");
  EXPECT_EQ(server_at("http://host:5000/", "").id, server_at("http://host:5000", "").id);
}

TEST(Server, HasAFolderOfItsOwnForEveryAddress) {
  EXPECT_NE(server_at("http://host:5000", "").id, server_at("https://host:5000", "").id);
  EXPECT_NE(server_at("http://host/a", "").id, server_at("http://host/b", "").id);
  EXPECT_EQ(server_at("http://[::1]:5000/../x", "").id.find_first_of("/:[]"), std::string::npos);
}

TEST(Server, RefusesOtherSchemesAndWhatIsNoAddress) {
  for (const char* url : {"", "host:5000", "file:///etc/passwd", "ftp://host", "http://", "http:///x", "http://ho st", "http://host:port",
                          "http://host:65536", "http://host:99999", "http://host\r\nX: y", "http://-host"}) {
    EXPECT_NE(refusal_of(url).find("--mlflow: "), std::string::npos) << url;
  }
}

TEST(Server, NeverShowsAPasswordOrToken) {
  for (const char* url : {"http://ann:hunter2@host", "http://hunter2@host", "http://host?token=hunter2", "hunter2@host"}) {
    const std::string told = refusal_of(url);
    EXPECT_NE(told.find("MLFLOW_TRACKING_TOKEN"), std::string::npos) << url;
    EXPECT_EQ(told.find("hunter2"), std::string::npos) << told;
  }
}

}  // namespace
}  // namespace trainyard::tracking
