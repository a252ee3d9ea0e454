// A config file written for one test, loaded as the program loads it.
#pragma once

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string>
#include <utility>
#include <vector>

#include "host/config/config.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {

/// A folder of its own with one file, `c.yaml` unless named otherwise; removed with the object.
class Written {
 public:
  explicit Written(const std::string& text, const std::string& name = "c.yaml") {
    std::string pattern = (std::filesystem::temp_directory_path() / "trainyard-config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / name;
    std::ofstream(file_, std::ios::binary) << text;
  }
  ~Written() { std::filesystem::remove_all(folder_); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  [[nodiscard]] Config load(std::vector<std::string> set = {}, nlohmann::ordered_json flags = nlohmann::ordered_json::object()) const {
    return Config::load(file_, {std::move(set), std::move(flags), {}});
  }

  /// What load() says, with the folder cut out of it: "c.yaml:1:2: key: message"; empty when it accepts the file.
  [[nodiscard]] std::string mistakes(std::vector<std::string> set = {}) const {
    try {
      (void)load(std::move(set));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_config) << error.what();
      std::string text = error.what();
      const std::string prefix = folder_.string() + "/";
      for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
      return text;
    }
    return "";
  }

 private:
  std::filesystem::path folder_, file_;
};

inline const std::string smallest = "experiment: e\ndata: {source: a.csv}\n";

/// The mistakes of the smallest good config with `text` after it.
inline std::string mistakes_of(const std::string& text) { return Written(smallest + text).mistakes(); }

/// The smallest good config with `text` after it.
inline Config loaded(const std::string& text) { return Written(smallest + text).load(); }

/// Sets an environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace trainyard::config
