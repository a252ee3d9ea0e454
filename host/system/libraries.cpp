#include "host/system/libraries.hpp"

#include <arrow/config.h>
#include <boost/version.hpp>
#include <curl/curlver.h>
#include <fmt/core.h>
#include <git2.h>
#include <google/protobuf/stubs/common.h>
#include <hdf5.h>
#include <librdkafka/rdkafka.h>
#include <openblas_config.h>
#include <openssl/crypto.h>
#include <spdlog/version.h>
#include <sstream>
#include <string>
#include <xxhash.h>

namespace trainyard::system {
namespace {

std::string dotted(unsigned major, unsigned minor, unsigned patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string hdf5_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned patch = 0;
  H5get_libversion(&major, &minor, &patch);
  return dotted(major, minor, patch);
}

/// The header has " OpenBLAS 0.3.21 ".
std::string openblas_version() {
  std::istringstream words(OPENBLAS_VERSION);
  std::string name, version;
  words >> name >> version;
  return version;
}

std::string git_version() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  git_libgit2_version(&major, &minor, &patch);
  return dotted(static_cast<unsigned>(major), static_cast<unsigned>(minor), static_cast<unsigned>(patch));
}

}  // namespace

nlohmann::ordered_json library_versions() {
  return {{"arrow", arrow::GetBuildInfo().version_string},
          {"hdf5", hdf5_version()},
          {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
          {"libgit2", git_version()},
          {"openblas", openblas_version()},
          {"xxhash", dotted(XXH_versionNumber() / 10000, XXH_versionNumber() / 100 % 100, XXH_versionNumber() % 100)},
          {"protobuf", dotted(GOOGLE_PROTOBUF_VERSION / 1000000, GOOGLE_PROTOBUF_VERSION / 1000 % 1000, GOOGLE_PROTOBUF_VERSION % 1000)},
          {"yaml_cpp", TRAINYARD_YAML_CPP_VERSION},
          {"boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
          {"nlohmann_json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
          {"curl", LIBCURL_VERSION},
          {"librdkafka", dotted(RD_KAFKA_VERSION >> 24, RD_KAFKA_VERSION >> 16 & 0xff, RD_KAFKA_VERSION >> 8 & 0xff)},
          {"spdlog", dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH)},
          {"fmt", dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)}};
}

}  // namespace trainyard::system
