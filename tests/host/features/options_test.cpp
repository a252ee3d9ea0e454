// The `features` section of a real config file.
#include "host/features/options.hpp"

#include <filesystem>
#include <fstream>

#include "tests/host/features/small_table.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::SmallTable;

class FeatureOptionsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    table_.numbers("rooms", {1, 2}).numbers("homes", {3, 4}).categories("sea", {"near", "far"});
    table_.numbers("price", {5, 6}, dataset::ColumnType::floating, dataset::Role::target);
  }

  config::Config load(const std::string& features) const {
    const auto path = folder_ / "c.yaml";
    std::ofstream(path) << "experiment: e\ndata: {source: d.csv, target: price}\n" << features;
    return config::Config::load(path, {});
  }

  Folder folder_;
  SmallTable table_;
};

TEST_F(FeatureOptionsTest, LeavesNumbersAsTheyAreAndOneHotEncodesByDefault) {
  const FeatureOptions options = FeatureOptions::from_config(load(""));
  EXPECT_TRUE(options.derive.empty());
  EXPECT_TRUE(options.columns.empty());
  EXPECT_EQ(table_.fit(options).feature_names(), (std::vector<std::string>{"rooms", "homes", "sea=far", "sea=near"}));
  test::expect_near(table_.apply(table_.fit(options)).column(1), {3, 4});
}

TEST_F(FeatureOptionsTest, ReadsEveryKey) {
  const FeatureOptions options = FeatureOptions::from_config(load(R"(features:
  derive: {b: rooms / homes, a: b * 2}
  numeric: {impute: constant, fill: 7, scale: minmax}
  categorical: {impute: missing, encode: ordinal, unseen: other, min_frequency: 3}
  columns: {homes: {impute: none, scale: none}}
)"));
  ASSERT_EQ(options.derive.size(), 2U);
  EXPECT_EQ(options.derive[0].name, "b") << "the order of the file";
  EXPECT_EQ(options.derive[1].expression, "b * 2");
  EXPECT_EQ(options.numeric.impute, "constant");
  EXPECT_EQ(options.numeric.fill, 7);
  EXPECT_EQ(options.numeric.scale, "minmax");
  EXPECT_EQ(options.categorical.impute, "missing");
  EXPECT_EQ(options.categorical.encode, "ordinal");
  EXPECT_EQ(options.categorical.unseen, "other");
  EXPECT_EQ(options.categorical.min_frequency, 3);
  const auto columns = table_.fit(options).to_json()["columns"];
  EXPECT_EQ(columns[0]["scale"], "minmax");
  EXPECT_EQ(columns[1]["scale"], "none");
  EXPECT_EQ(columns[1]["impute"], "none");
}

TEST_F(FeatureOptionsTest, ReportsAMalformedExpressionAtItsPlace) {
  const std::string message = error_of(ExitCode::bad_config, [&] {
    const auto config = load("features:\n  derive:\n    a: rooms / homes\n    b: rooms ** 2\n");
    (void)FeatureOptions::from_config(config);
    config.check();
  });
  EXPECT_NE(message.find("c.yaml:6:8: "), std::string::npos) << message;
  EXPECT_NE(message.find("features.derive.b: character 8: expected a number, a name, a text or '(', found '*'"), std::string::npos)
      << message;
}

TEST_F(FeatureOptionsTest, ReportsWhatDoesNotFitTheTableAllAtOnce) {
  const std::string message = error_of(ExitCode::bad_config, [&] {
    const auto config = load(R"(features:
  derive:
    per_home: romms / homes
  columns:
    see: {encode: ordinal}
    rooms: {min_frequency: 2}
)");
    const FeatureOptions options = FeatureOptions::from_config(config);
    config.check();  // nothing is wrong before the schema is known
    check_against(options, table_.schema, config);
    config.check();
  });
  EXPECT_NE(message.find("c.yaml:5:"), std::string::npos) << message;
  EXPECT_NE(message.find("features.derive.per_home: character 1: there is no column 'romms', did you mean 'rooms'?"), std::string::npos)
      << message;
  EXPECT_NE(message.find("features.columns.see: there is no such feature column, did you mean 'sea'?"), std::string::npos) << message;
  EXPECT_NE(message.find("features.columns.rooms.min_frequency: does not apply: this is a numeric column"), std::string::npos) << message;
}

TEST_F(FeatureOptionsTest, AcceptsWhatFits) {
  const auto config = load("features: {derive: {x: rooms - homes}, columns: {x: {scale: standard}, sea: {encode: ordinal}}}\n");
  check_against(FeatureOptions::from_config(config), table_.schema, config);
  EXPECT_NO_THROW(config.check());
}

}  // namespace
}  // namespace trainyard::features
