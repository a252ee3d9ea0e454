// Transforms that are fitted on the shards of a dataset, block by block.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "host/dataset/dataset.hpp"
#include "host/features/shard_rows.hpp"
#include "small_table.hpp"

namespace trainyard::features {
namespace {

namespace fs = std::filesystem;
using dataset::Dataset;

constexpr std::size_t row_count = 192;

/// A table with every kind of column, as text; the target is a number, and `label` one of three classes.
std::string table_text() {
  std::string text = "number,skewed,wild,sparse,city,kind,many,label,target\n";
  for (std::size_t row = 0; row < row_count; ++row) {
    const auto spread = static_cast<double>(row * 7919 % 1009);
    const auto cell = [&](bool there, const std::string& value) { text += (there ? value : "") + ","; };
    cell(row % 11 != 3, std::to_string(spread / 7 - 50));
    cell(true, std::to_string(spread * spread / 100));
    cell(row % 13 != 1, std::to_string(row % 97 == 5 ? 1e6 : spread / 3));
    cell(row % 3 != 0, std::to_string(spread / 11));
    cell(row % 17 != 2, "city" + std::to_string(row * row % 5));
    cell(row % 19 != 4, "kind" + std::to_string(row % 7 * (row % 3)));
    cell(true, "m" + std::to_string(row * 31 % 61) + (row > 120 ? "late" : ""));
    cell(true, "c" + std::to_string(row % 3));
    text += std::to_string(spread / 13 + static_cast<double>(row % 5)) + "\n";
  }
  return text;
}

/// Every family of steps.
FeatureOptions every_kind() {
  FeatureOptions options;
  options.derive = {{"ratio", "number / (1 + sparse)"},
                    {"same", "if(city == kind, ratio, skewed)"},
                    {"crossing", "cross(city, kind)"},
                    {"crossing_again", "cross(kind, many)"}};
  options.numeric.impute = "median";
  options.numeric.scale = "standard";
  const auto encoded = [](const char* encode) { return nlohmann::ordered_json{{"encode", encode}, {"unseen", "other"}}; };
  options.columns = {
      {"number", {{"impute", "mean"}, {"by", "city"}, {"indicator", true}, {"scale", "quantile_normal"}}},
      {"skewed", {{"scale", "yeo_johnson"}, {"outliers", {{"method", "percentile"}, {"lower", 0.02}, {"upper", 0.98}}}}},
      {"wild", {{"outliers", {{"method", "iqr"}, {"action", "drop"}}}, {"scale", "robust"}}},
      {"sparse",
       {{"impute", "most_frequent"}, {"by", "kind"}, {"scale", "minmax"}, {"outliers", {{"method", "mad"}, {"action", "missing"}}}}},
      {"city", encoded("onehot")},
      {"kind", encoded("frequency")},
      {"many", encoded("target")},
      {"label", {{"encode", "hashing"}, {"features", 8}}},
      {"crossing", {{"encode", "target"}, {"unseen", "other"}, {"min_frequency", 3}}},
      {"crossing_again", encoded("ordinal")}};
  return options;
}

class OutOfCore : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("out_of_core_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "table.csv") << table_text();
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] Dataset dataset(std::size_t shards) const {
    dataset::ShardRequest request;
    request.sources = {folder_ / "table.csv"};
    request.results = folder_ / ("results" + std::to_string(shards));
    request.name = "data";
    request.target = "target";
    request.shard_rows = (row_count + shards - 1) / shards;
    const Dataset made = dataset::shard(request).dataset;
    EXPECT_EQ(made.shards(), shards);
    return made;
  }

  /// Three of four rows.
  static std::vector<std::uint32_t> training_rows() {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < row_count; ++row) {
      if (row % 4 != 1) rows.push_back(row);
    }
    return rows;
  }

  fs::path folder_;
};

struct Learned {
  std::string document;
  std::vector<std::uint32_t> rows;
  std::vector<std::pair<std::string, std::uint64_t>> dropped;
  std::vector<float> all, training;  ///< features, row by row and column by column
};

Learned learn(const FeatureOptions& options, const dataset::Schema& schema, const RowSource& source, std::span<const std::uint32_t> rows,
              std::span<const double> y, std::size_t classes, std::span<const double> weight, int threads) {
  const Exec exec{.threads = threads};
  const Training training{.source = source, .rows = rows, .y = y, .classes = classes, .weight = weight};
  const Fitted fitted = Transform::learn(exec, options, schema, training);
  Learned learned{fitted.transform.to_json().dump(), fitted.rows, fitted.dropped, {}, {}};
  std::size_t expected = 0;
  fitted.each(exec, source, [&](const Matrix& x, std::size_t first_row) {
    EXPECT_EQ(first_row, expected);
    expected += x.rows;
    for (std::size_t row = 0; row < x.rows; ++row) {
      for (std::size_t c = 0; c < x.columns; ++c) learned.all.push_back(x.column(c)[row]);
    }
  });
  EXPECT_EQ(expected, source.rows());
  const FittedRows with_rows = Transform::fit_apply(exec, options, schema, training);
  EXPECT_EQ(with_rows.transform.to_json().dump(), learned.document);
  learned.training.assign(with_rows.x.values.begin(), with_rows.x.values.end());
  return learned;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

void expect_equal(const Learned& found, const Learned& expected) {
  EXPECT_EQ(found.document, expected.document);
  EXPECT_EQ(found.rows, expected.rows);
  EXPECT_EQ(found.dropped, expected.dropped);
  EXPECT_TRUE(same_bits(found.all, expected.all));
  EXPECT_TRUE(same_bits(found.training, expected.training));
}

/// Little memory: columns are read anew for each statistic. Much: each is read once.
constexpr std::uint64_t little = 4096, much = 1U << 30;

TEST_F(OutOfCore, ATransformIsTheSameForAnyBlocksShardsThreadsAndMemory) {
  const auto rows = training_rows();
  const Dataset whole = dataset(1);
  const dataset::Table table = whole.read();
  const auto& y = table.find("target")->numbers;
  std::vector<double> weight;
  for (std::size_t row = 0; row < row_count; ++row) weight.push_back(1.0 + 0.25 * static_cast<double>(row % 3));
  const Learned expected = learn(every_kind(), whole.schema(), TableRows(table), rows, y, 0, weight, 1);
  EXPECT_LT(expected.rows.size(), rows.size()) << "no outlier left";
  for (const std::size_t shards : {1U, 2U, 7U, 64U}) {
    const Dataset cut = dataset(shards);
    for (const std::size_t block_rows : {1U, 7U, 1000U}) {
      for (const auto& [memory, threads] : {std::pair{little, 1}, {much, 2}}) {
        if (memory == little && (block_rows == 1 || shards == 64)) continue;  // slow, and the same as with blocks of 7
        SCOPED_TRACE(std::to_string(shards) + " shards, blocks of " + std::to_string(block_rows) + ", memory " + std::to_string(memory));
        const ShardRows source(cut, {.memory_bytes = memory, .threads = threads, .block_rows = block_rows});
        expect_equal(learn(every_kind(), cut.schema(), source, rows, y, 0, weight, threads), expected);
      }
    }
  }
}

TEST_F(OutOfCore, SoItIsOfClassesAndOfSelectedFeatures) {
  const auto rows = training_rows();
  const Dataset cut = dataset(7);
  const dataset::Table table = cut.read();
  std::vector<double> y;
  for (std::size_t row = 0; row < row_count; ++row) y.push_back(static_cast<double>(row * row % 7 % 2));
  FeatureOptions options = every_kind();
  options.columns.emplace_back("label", nlohmann::ordered_json{{"encode", "woe"}});
  options.columns.erase(std::ranges::find(options.columns, "label", [](const auto& column) { return column.first; }));
  options.select.steps = {{.method = "variance", .threshold = 0.05}};
  const Learned expected = learn(options, cut.schema(), TableRows(table), rows, y, 2, {}, 1);
  for (const std::size_t block_rows : {7U, 1000U}) {
    const ShardRows source(cut, {.memory_bytes = little, .threads = 2, .block_rows = block_rows});
    expect_equal(learn(options, cut.schema(), source, rows, y, 2, {}, 2), expected);
  }
}

TEST_F(OutOfCore, AColumnThatTheShardsLackIsNamed) {
  const Dataset cut = dataset(2);
  dataset::Schema schema = cut.schema();
  schema.fields.push_back({.name = "numbr", .type = dataset::ColumnType::floating, .role = dataset::Role::feature});
  const auto rows = training_rows();
  const ShardRows source(cut, {});
  const std::string message =
      test::error_of(ExitCode::bad_data, [&] { (void)Transform::fit({}, FeatureOptions(), schema, {.source = source, .rows = rows}); });
  EXPECT_NE(message.find("no column 'numbr'"), std::string::npos) << message;
  EXPECT_NE(message.find("'number'"), std::string::npos) << message;
}

TEST_F(OutOfCore, DamageMetOnTheWayNamesShardAndColumn) {
  const Dataset cut = dataset(7);
  const fs::path shard = cut.folder() / "shards" / "part-00004.h5";
  ASSERT_TRUE(fs::exists(shard));
  const auto rows = training_rows();
  const Fitted fitted = Transform::learn({}, {}, cut.schema(), {.source = ShardRows(cut, {}), .rows = rows});
  std::fstream file(shard, std::ios::in | std::ios::out | std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  // The numbers of `wild` in row 5 of the shard, which its checksum covers.
  const double value = cut.read().find("wild")->numbers.at(4 * ((row_count + 6) / 7) + 5);
  char wanted[sizeof value];
  std::memcpy(wanted, &value, sizeof value);
  const auto at = bytes.find(std::string_view(wanted, sizeof wanted));
  ASSERT_NE(at, std::string::npos);
  file.clear();
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(bytes[at] ^ 1));
  file.close();
  for (const int threads : {1, 2}) {
    const ShardRows source(cut, {.threads = threads, .block_rows = 10});
    const std::string message = test::error_of(
        ExitCode::bad_data, [&] { (void)Transform::fit({}, FeatureOptions(), cut.schema(), {.source = source, .rows = rows}); });
    EXPECT_NE(message.find("part-00004.h5: column 'wild': damaged"), std::string::npos) << message;
    std::size_t given = 0;
    EXPECT_EQ(test::error_of(ExitCode::bad_data,
                             [&] { fitted.each({}, source, [&](const Matrix& block, std::size_t) { given += block.rows; }); }),
              message);
    EXPECT_EQ(given, 4 * ((row_count + 6) / 7)) << "rows of the shards before";
  }
}

}  // namespace
}  // namespace trainyard::features
