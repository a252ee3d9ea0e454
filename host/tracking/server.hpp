// The address of an MLflow server and who asks it. Private to tracking, but for server_at().
#pragma once

#include <string>

namespace trainyard::tracking {

struct Server {
  std::string url;  ///< without a slash at its end, without user and password
  std::string id;   ///< names its folder in .tracking/: "127.0.0.1-5000-1f2e3d4c"
};

/// Error(usage) when the text is no http or https address, or holds a user or password; it is then not shown. `where` begins the message.
Server server_at(const std::string& url, const std::string& where);

/// What MLflow's own client takes from the environment: MLFLOW_TRACKING_USERNAME with _PASSWORD, else _TOKEN, and _SERVER_CERT_PATH.
struct Credentials {
  std::string user_and_password;  ///< "user:password"
  std::string token;
  std::string certificates;  ///< file of those that are trusted
};
Credentials credentials_of_environment();

}  // namespace trainyard::tracking
