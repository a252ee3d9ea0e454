// Tables that others read, of all kinds of columns, from blocks of any size.
#include "host/output/table_file.hpp"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>
#include <unistd.h>

#include "host/dataset/batch.hpp"
#include "host/error/error.hpp"
#include "host/source/reader.hpp"

namespace trainyard::output {
namespace {

namespace fs = std::filesystem;

class TableFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("table_file_test_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string bytes_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  /// Rows first … first + count - 1 of a table whose rows follow from their numbers.
  struct Rows {
    std::vector<std::int64_t> whole, times;
    std::vector<std::int8_t> flags;
    std::vector<double> numbers;
    std::vector<float> singles;
    std::vector<std::string> texts;

    Rows(std::int64_t first, std::int64_t count) {
      for (std::int64_t i = first; i < first + count; ++i) {
        whole.push_back(i % 7 == 3 ? dataset::missing_integer : i - 5);
        times.push_back(i % 5 == 4 ? dataset::missing_integer : 1'700'000'000'000'000 + i * 1'500'000);
        flags.push_back(static_cast<std::int8_t>(i % 3 - 1));
        numbers.push_back(i % 4 == 1 ? std::nan("") : 0.25 * static_cast<double>(i));
        singles.push_back(0.1F * static_cast<float>(i));
        texts.push_back(i % 6 == 5 ? "" : "te,xt " + std::to_string(i % 1000));
      }
    }
    [[nodiscard]] std::vector<Values> columns() const {
      return {std::span<const std::int64_t>(whole), std::span<const std::int64_t>(times), std::span<const std::int8_t>(flags),
              std::span<const double>(numbers),     std::span<const float>(singles),      texts};
    }
  };

  static std::vector<Field> fields() {
    return {{.name = "whole", .kind = Kind::integer, .nullable = true},
            {.name = "time", .kind = Kind::timestamp, .nullable = true},
            {.name = "flag", .kind = Kind::boolean, .nullable = true},
            {.name = "number", .kind = Kind::number, .nullable = true},
            {.name = "single", .kind = Kind::single},
            {.name = "text", .kind = Kind::text, .nullable = true}};
  }

  fs::path written(const std::string& name, std::int64_t first, std::int64_t rows, std::int64_t block) const {
    const auto file = create(folder_ / name, fields(), static_cast<std::uint64_t>(rows));
    for (std::int64_t at = 0; at < rows; at += block) file->write(Rows(first + at, std::min(block, rows - at)).columns());
    file->publish();
    return folder_ / name;
  }

  fs::path folder_;
};

TEST_F(TableFileTest, CsvShowsWhatIsMissingAsNothing) {
  const Rows rows(3, 3);
  EXPECT_EQ(csv_header(fields()) + csv_rows(fields(), rows.columns()),
            "whole,time,flag,number,single,text\n"
            ",2023-11-14T22:13:24.500000Z,,0.75,0.3,\"te,xt 3\"\n"
            "-1,,false,1,0.4,\"te,xt 4\"\n"
            "0,2023-11-14T22:13:27.500000Z,true,,0.5,\n");
}

TEST_F(TableFileTest, ParquetHasTypesAndNulls) {
  const auto reader = source::open_reader(written("made.parquet", 3, 3, 2));
  source::Block block;
  ASSERT_TRUE(reader->next(block));
  ASSERT_EQ(block.rows(), 3U);
  using source::ValueType;
  EXPECT_EQ(reader->types(), (std::vector<ValueType>{ValueType::integer, ValueType::timestamp, ValueType::boolean, ValueType::floating,
                                                     ValueType::floating, ValueType::text}));
  EXPECT_EQ(block.typed(0).null, (std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_EQ(block.typed(0).integers[1], -1);
  EXPECT_EQ(block.typed(1).null, (std::vector<std::uint8_t>{0, 1, 0}));
  EXPECT_EQ(block.typed(1).integers[2], 1'700'000'007'500'000);
  EXPECT_EQ(block.typed(2).null, (std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_EQ(block.typed(2).integers[2], 1);
  EXPECT_EQ(block.typed(3).null, (std::vector<std::uint8_t>{0, 0, 1}));
  EXPECT_EQ(block.typed(5).null, (std::vector<std::uint8_t>{0, 0, 1}));
  EXPECT_EQ(block.typed(5).texts[1], "te,xt 4");
}

TEST_F(TableFileTest, BlocksOfAnySizeAndPartsGiveTheSameBytes) {
  constexpr std::int64_t rows = 300'000;  // two groups of rows and a rest
  for (const std::string extension : {".csv", ".parquet"}) {
    const std::string whole = bytes_of(written("whole" + extension, 0, rows, rows));
    EXPECT_EQ(bytes_of(written("blocks" + extension, 0, rows, 1000)), whole) << extension;
    EXPECT_EQ(bytes_of(written("large" + extension, 0, rows, 140'001)), whole) << extension;
    const std::vector<fs::path> parts{written("a" + extension, 0, 1, 1), written("b" + extension, 1, 149'999, 7000),
                                      written("c" + extension, 150'000, 150'000, 131'072), written("d" + extension, 300'000, 0, 1)};
    int checks = 0;
    join(parts, folder_ / ("joined" + extension), fields(), [&] { ++checks; });
    EXPECT_EQ(bytes_of(folder_ / ("joined" + extension)), whole) << extension;
    EXPECT_GE(checks, 4);
  }
}

TEST_F(TableFileTest, AJoinThatIsStoppedLeavesNothing) {
  const std::vector<fs::path> parts{written("a.parquet", 0, 10, 10)};
  EXPECT_THROW(join(parts, folder_ / "joined.parquet", fields(), [] { throw Error(ExitCode::interrupted, "stop"); }), Error);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(TableFileTest, APartThatIsGoneIsAnError) {
  for (const std::string extension : {".csv", ".parquet"}) {
    try {
      join({folder_ / ("gone" + extension)}, folder_ / ("joined" + extension), fields(), [] {});
      FAIL() << "a part that is not there was joined";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::io) << error.what();
    }
  }
}

}  // namespace
}  // namespace trainyard::output
