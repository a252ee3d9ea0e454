// All values of a typed file as words, to compare with what was written.
#pragma once

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "host/error/error.hpp"
#include "host/source/reader.hpp"

namespace trainyard::source {

using Words = std::vector<std::vector<std::string>>;  // per column

inline std::string word_of(const TypedColumn& column, std::size_t row) {
  if (!column.null.empty() && column.null[row] != 0) return "null";
  switch (column.type) {
    case ValueType::text:
      return "'" + std::string(column.texts[row]) + "'";
    case ValueType::boolean:
      return column.integers[row] != 0 ? "true" : "false";
    case ValueType::integer:
    case ValueType::timestamp:
      return std::to_string(column.integers[row]);
    case ValueType::floating:
      break;
  }
  if (std::isnan(column.floats[row])) return "nan";
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", column.floats[row]);
  return text;
}

/// Reads to the end, and sees that numbers, types and counts agree on the way.
inline Words words_of(Reader& reader, std::size_t* blocks = nullptr) {
  Words words(reader.columns().size());
  std::vector<Block> kept;  // blocks outlive the next one
  Block block;
  std::uint64_t rows = 0;
  while (reader.next(block)) {
    EXPECT_TRUE(block.is_typed());
    EXPECT_GT(block.rows(), 0U);
    for (std::size_t row = 0; row < block.rows(); ++row) EXPECT_EQ(block.number(row), rows + row);
    rows += block.rows();
    EXPECT_EQ(reader.rows_read(), rows);
    EXPECT_LE(reader.bytes_read(), reader.bytes());
    kept.push_back(std::move(block));
    block = Block();
  }
  for (const Block& each : kept) {
    for (std::size_t column = 0; column < words.size(); ++column) {
      EXPECT_EQ(each.typed(column).type, reader.types()[column]);
      for (std::size_t row = 0; row < each.rows(); ++row) words[column].push_back(word_of(each.typed(column), row));
    }
  }
  EXPECT_EQ(reader.bytes_read(), reader.bytes());
  if (blocks != nullptr) *blocks = kept.size();
  return words;
}

inline Words words_of(const std::filesystem::path& path, std::size_t block_bytes = std::size_t{4} << 20, std::size_t* blocks = nullptr) {
  ReaderOptions options;
  options.block_bytes = block_bytes;
  return words_of(*open_reader(path, options), blocks);
}

/// While it lives, this process cannot have more than so many bytes of address space above what it has now.
class AddressSpaceLimit {
 public:
  explicit AddressSpaceLimit(std::size_t more) {
    ::getrlimit(RLIMIT_AS, &before_);
    std::size_t pages = 0;
    if (FILE* file = std::fopen("/proc/self/statm", "r")) {
      if (std::fscanf(file, "%zu", &pages) != 1) pages = 0;
      std::fclose(file);
    }
    rlimit limited = before_;
    limited.rlim_cur = pages * 4096 + more;
    ::setrlimit(RLIMIT_AS, &limited);
  }
  AddressSpaceLimit(const AddressSpaceLimit&) = delete;
  AddressSpaceLimit& operator=(const AddressSpaceLimit&) = delete;
  ~AddressSpaceLimit() { ::setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_{};
};

}  // namespace trainyard::source
