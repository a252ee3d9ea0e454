// The keys of numeric columns and what does not go together.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

TEST(FeaturesConfig, OutliersHaveAMethodAndAnAction) {
  const Config config =
      loaded("features: {numeric: {outliers: {method: iqr, factor: 3}}, columns: {x: {outliers: {method: bounds, lower: 0}}}}\n");
  EXPECT_EQ(config.at("features.numeric.outliers"), nlohmann::ordered_json::parse(R"({"method": "iqr", "factor": 3, "action": "clip"})"));
  EXPECT_EQ(config.at("features.columns.x.outliers.action"), "clip");
  EXPECT_TRUE(loaded("").at("features.numeric.outliers").is_null());
}

TEST(FeaturesConfig, OutliersRefuseWhatTheirMethodDoesNotRead) {
  EXPECT_NE(mistakes_of("features: {numeric: {outliers: {method: percentile, factor: 3}}}\n")
                .find("features.numeric.outliers.factor: is for the methods iqr, zscore and mad"),
            std::string::npos);
  EXPECT_NE(mistakes_of("features: {numeric: {outliers: {method: iqr, lower: 3}}}\n")
                .find("features.numeric.outliers.lower: is for the methods percentile and bounds"),
            std::string::npos);
  EXPECT_NE(mistakes_of("features: {numeric: {outliers: {method: bounds}}}\n").find("bounds needs lower, upper or both"),
            std::string::npos);
  EXPECT_NE(mistakes_of("features: {numeric: {outliers: {method: bounds, lower: 3, upper: 2}}}\n").find("lower: must be below upper"),
            std::string::npos);
  EXPECT_NE(mistakes_of("features: {columns: {x: {outliers: {method: percentile, upper: 99}}}}\n").find("are probabilities, 0 to 1"),
            std::string::npos);
  EXPECT_NE(mistakes_of("features: {numeric: {outliers: {method: lof}}}\n").find("features.numeric.outliers.method"), std::string::npos);
}

TEST(FeaturesConfig, GroupsNeedAWayOfImputingThatLearnsFromThem) {
  EXPECT_NE(mistakes_of("features: {numeric: {impute: constant, by: c}}\n").find("features.numeric.by: is used by"), std::string::npos);
  EXPECT_EQ(loaded("features: {numeric: {impute: most_frequent, by: c, indicator: true}}\n").at("features.numeric.by"), "c");
}

}  // namespace
}  // namespace trainyard::config
