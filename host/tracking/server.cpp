#include "host/tracking/server.hpp"

#include <cstdlib>
#include <regex>

#include "host/config/tracking_url.hpp"
#include "host/error/error.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::tracking {
namespace {

constexpr std::size_t longest_url = 2000, digits = 8;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Server server_at(const std::string& url, const std::string& where) {
  static const std::regex form(config::tracking_url_pattern);
  if (url.size() > longest_url || !std::regex_match(url, form)) {
    const bool may_hold_secret = url.find('@') != std::string::npos || url.find('?') != std::string::npos;
    throw Error(ExitCode::usage, where + ": " + (may_hold_secret ? "the address" : "'" + url.substr(0, 200) + "'") + " must be " +
                                     config::tracking_url_meaning +
                                     "; give user and password as MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or a token as "
                                     "MLFLOW_TRACKING_TOKEN");
  }
  Server server{.url = url, .id = ""};
  while (server.url.ends_with('/')) server.url.pop_back();
  const std::size_t host = server.url.find("://") + 3;
  for (const char c : server.url.substr(host, server.url.find('/', host) - host)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
    server.id += plain ? c : '-';
  }
  server.id = server.id.substr(0, 80) + "-" + storage::sha256(server.url).substr(0, digits);
  return server;
}

Credentials credentials_of_environment() {
  Credentials credentials;
  const std::string user = variable("MLFLOW_TRACKING_USERNAME"), password = variable("MLFLOW_TRACKING_PASSWORD");
  if (!user.empty() && !password.empty()) {
    credentials.user_and_password = user + ":" + password;
  } else {
    credentials.token = variable("MLFLOW_TRACKING_TOKEN");
  }
  credentials.certificates = variable("MLFLOW_TRACKING_SERVER_CERT_PATH");
  return credentials;
}

}  // namespace trainyard::tracking
