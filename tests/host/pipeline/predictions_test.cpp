#include "host/pipeline/predictions.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "host/error/error.hpp"

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

std::string text_of(PredictionTable& table, const PredictionTable::Rows& rows) {
  return output::csv_header(table.fields()) + output::csv_rows(table.fields(), table.columns(rows));
}

TEST(PredictionTable, KeptColumnsStandBehindTheRowWithTheValuesOfItsRows) {
  bundle::Bundle bundle;
  bundle.target = "y";
  PredictionTable table(bundle, false,
                        {.kept = {{.name = "id", .type = dataset::ColumnType::text},
                                  {.name = "n", .type = dataset::ColumnType::integer},
                                  {.name = "b", .type = dataset::ColumnType::boolean}},
                         .model_version = "price@3"});
  const std::vector<dataset::Values> kept{std::vector<std::string>{"a", "b", "c"},
                                          std::vector<std::int64_t>{1, 1LL << 60, dataset::missing_integer},
                                          std::vector<std::int8_t>{0, 1, dataset::missing_boolean}};
  const models::Predictions predicted{.rows = 2, .width = 1, .values = {1.5F, 2.25F}};
  const std::string expected = "row,id,n,b,prediction,model_version\n5,b,1152921504606846976,true,1.5,price@3\n2,c,,,2.25,price@3\n";
  EXPECT_EQ(text_of(table, {three_rows(), kLastTwo, predicted, kept}), expected);
  EXPECT_EQ(text_of(table, {three_rows(), kLastTwo, predicted, kept}), expected) << "asked once more";
}

TEST(PredictionTable, AKeptColumnCannotHaveTheNameOfAnother) {
  bundle::Bundle bundle;
  bundle.target = "y";
  for (const std::string name : {"row", "prediction", "y"}) {
    EXPECT_THROW(PredictionTable(bundle, true, {.kept = {{.name = name}}}), Error) << name;
  }
  EXPECT_NO_THROW(PredictionTable(bundle, false, {.kept = {{.name = "y"}}}));
  EXPECT_THROW(PredictionTable(bundle, false, {.kept = {{.name = "id"}, {.name = "id"}}}), Error);
}

TEST(PredictionTable, ContributionsAreThereForEachOfSeveralClasses) {
  bundle::Bundle bundle;
  bundle.target = "y";
  bundle.kind = {.task = models::Task::multiclass, .classes = 3};
  bundle.labels = {"a", "b", "c"};
  PredictionTable table(bundle, false, {.contributions = true});
  const models::Predictions predicted{.rows = 2, .width = 3, .values = {0.5F, 0.25F, 0.25F, 0.125F, 0.125F, 0.75F}};
  const models::Contributions bias{.rows = 2, .outputs = 3, .columns = 0, .values = {1, 2, 3, 4, 5, 6}};
  EXPECT_EQ(text_of(table, {three_rows(), kLastTwo, predicted, {}, &bias}),
            "row,prediction,probability_a,probability_b,probability_c,contribution_a_bias,contribution_b_bias,contribution_c_bias\n"
            "5,a,0.5,0.25,0.25,1,2,3\n2,c,0.125,0.125,0.75,4,5,6\n");
}

}  // namespace
}  // namespace trainyard::pipeline
