#include "host/pipeline/predictions.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace trainyard::pipeline {
namespace {

dataset::Table three_rows() {
  dataset::Table table;
  table.ids = {{0, 0}, {0, 5}, {1, 2}};
  return table;
}

const std::vector<std::uint32_t> kLastTwo = {1, 2};

TEST(PredictionsCsv, RowsCarryTheirNumberInTheFileAndTheTargetWhenKnown) {
  dataset::Table table = three_rows();
  bundle::Bundle bundle;
  bundle.target = "y";
  const models::Predictions predicted{.rows = 2, .width = 1, .values = {1.5F, 2.25F}};
  EXPECT_EQ(predictions_csv(bundle, table, kLastTwo, predicted, true), "source,row,prediction\n0,5,1.5\n1,2,2.25\n");
  table.columns.push_back({.name = "y", .numbers = {7, 8, 9}, .codes = {}, .dictionary = nullptr});
  EXPECT_EQ(predictions_csv(bundle, table, kLastTwo, predicted, false), "row,prediction,y\n5,1.5,8\n2,2.25,9\n");
}

TEST(PredictionsCsv, AnIntervalHasItsTwoEndsBesideThePrediction) {
  bundle::Bundle bundle;
  bundle.target = "y";
  bundle.interval = {.method = "out_of_fold", .coverage = 0.9, .radius = 0.5, .rows = 99};
  const models::Predictions predicted{.rows = 2, .width = 1, .values = {1.5F, 2.25F}};
  EXPECT_EQ(predictions_csv(bundle, three_rows(), kLastTwo, predicted, false),
            "row,prediction,prediction_lower,prediction_upper\n5,1.5,1,2\n2,2.25,1.75,2.75\n");
}

TEST(PredictionsCsv, ClassesAreTextBesideTheirProbabilities) {
  dataset::Table table = three_rows();
  bundle::Bundle bundle;
  bundle.target = "y";
  bundle.kind = {.task = models::Task::binary, .classes = 2};
  bundle.labels = {"no", "yes, often"};
  bundle.threshold = 0.25;
  table.columns.push_back({.name = "y",
                           .type = dataset::ColumnType::category,
                           .numbers = {},
                           .codes = {0, -1, 0},
                           .dictionary = std::make_shared<const dataset::Dictionary>(dataset::Dictionary{"no"})});
  const models::Predictions predicted{.rows = 2, .width = 2, .values = {0.75F, 0.25F, 0.875F, 0.125F}};
  EXPECT_EQ(predictions_csv(bundle, table, kLastTwo, predicted, false),
            "row,prediction,probability_no,\"probability_yes, often\",y\n5,\"yes, often\",0.75,0.25,\n2,no,0.875,0.125,no\n");
}

}  // namespace
}  // namespace trainyard::pipeline
