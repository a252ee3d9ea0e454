#include "host/pipeline/predictions.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "host/pipeline/csv_text.hpp"

namespace trainyard::pipeline {
namespace {

TEST(CsvText, NumbersReadBackToTheSameBits) {
  for (const float value : {0.1F, 1e-45F, 3.4028235e38F, -0.0F, 123456.79F})
    EXPECT_EQ(std::strtof(csv_number(value).c_str(), nullptr), value) << csv_number(value);
  EXPECT_EQ(csv_number(std::numeric_limits<double>::quiet_NaN()), "");
}

TEST(CsvText, FieldsAreQuotedOnlyWhereTheyHaveToBe) {
  EXPECT_EQ(csv_field("NEAR BAY"), "NEAR BAY");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"no\""), "\"say \"\"no\"\"\"");
}

TEST(PredictionsCsv, RowsCarryTheirNumberInTheFileAndTheTargetWhenKnown) {
  dataset::Table table;
  table.ids = {{0, 0}, {0, 5}, {1, 2}};
  const std::vector<std::uint32_t> rows = {1, 2};
  const std::vector<float> predicted = {1.5F, 2.25F};
  const std::vector<double> target = {7, 8, 9};
  EXPECT_EQ(predictions_csv(table, rows, predicted, "y", target, false), "row,prediction,y\n5,1.5,8\n2,2.25,9\n");
  EXPECT_EQ(predictions_csv(table, rows, predicted, "y", {}, true), "source,row,prediction\n0,5,1.5\n1,2,2.25\n");
}

}  // namespace
}  // namespace trainyard::pipeline
