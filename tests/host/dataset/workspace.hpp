// A folder for one test, with the few things that every dataset test does in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "host/dataset/dataset.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

class Workspace : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("dataset_test_" + std::to_string(::getpid()) + "_" + test->test_suite_name() + "_" + test->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  static std::string read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  /// A request for one file with this text.
  ShardRequest request(std::string_view text, const std::string& target = {}) const {
    ShardRequest made;
    made.sources = {write("data.csv", text)};
    made.results = folder_ / "results";
    made.name = "data";
    made.target = target;
    made.max_bad_rows = 0.5;
    return made;
  }

  /// The message of the error that `action` throws, which must have this code.
  static std::string failure(ExitCode code, const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
  }

  static std::string text_of(const Column& column, std::size_t row) {
    const std::int32_t code = column.codes.at(row);
    return code < 0 ? "<missing>" : column.dictionary->at(static_cast<std::size_t>(code));
  }

  std::filesystem::path folder_;
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace trainyard::dataset
