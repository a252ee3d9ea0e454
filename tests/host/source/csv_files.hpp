// A folder for one test, and CSV files written to it and read back.
#pragma once

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "host/error/error.hpp"
#include "tests/host/source/csv_cells.hpp"

namespace trainyard::source {

class CsvFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("csv_test_" + std::to_string(::getpid()) + "_" + test->test_suite_name() + "_" + test->name());
    std::filesystem::create_directories(folder_);
    file_ = folder_ / "t.csv";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(std::string_view text) const {
    std::filesystem::remove(file_);  // some file systems sync a file that is emptied and written again
    std::ofstream(file_, std::ios::binary) << text;
  }

  [[nodiscard]] Cells read(std::size_t block_bytes = 4096, const CsvDialect& dialect = {}) const {
    ReaderOptions options;
    options.block_bytes = block_bytes;
    options.csv = dialect;
    return read_cells(file_, options);
  }

  [[nodiscard]] Cells parse(std::string_view text, std::size_t block_bytes = 4096, const CsvDialect& dialect = {}) const {
    write(text);
    return read(block_bytes, dialect);
  }

  // Expects the error and returns its message.
  [[nodiscard]] std::string failure(std::string_view text, ExitCode code, const CsvDialect& dialect = {}) const {
    write(text);
    try {
      static_cast<void>(read(4096, dialect));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
  }

  std::filesystem::path folder_, file_;
};

}  // namespace trainyard::source
