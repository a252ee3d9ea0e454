// The gates and the evaluation's columns, checked before there is data.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

const std::string registered = "register: {name: houses}\n";

std::string gate_mistakes(const std::string& gate) { return mistakes_of("gates: [" + gate + "]\n"); }

TEST(Gates, TakeTheRulesOfTheDesign) {
  EXPECT_EQ(mistakes_of(registered + "gates:\n"
                                     "  - {metric: rmse, max: 55000}\n"
                                     "  - {metric: rmse, better_than: baseline, by: 0.3}\n"
                                     "  - {metric: rmse, not_worse_than: Production, tolerance: 0.01}\n"
                                     "  - {metric: latency_p99_ms, max: 100}\n"
                                     "  - {metric: quarantined_share, max: 0.01}\n"
                                     "  - {metric: demographic_parity_difference, group: sex, max: 0.2}\n"),
            "");
}

TEST(Gates, HaveOneRule) {
  EXPECT_NE(gate_mistakes("{metric: rmse}").find("gates[0]: has no rule; give one of max, min"), std::string::npos);
  EXPECT_NE(gate_mistakes("{metric: rmse, max: 3, min: 1}").find("gates[0]: has several rules"), std::string::npos);
}

TEST(Gates, TakeNoKeyOfAnotherRule) {
  EXPECT_NE(gate_mistakes("{metric: rmse, max: 3, by: 0.1}").find("gates[0].by: is for better_than; the rule is max"), std::string::npos);
  EXPECT_NE(gate_mistakes("{metric: rmse, better_than: baseline, tolerance: 0.1}").find("gates[0].tolerance: is for not_worse_than"),
            std::string::npos);
}

TEST(Gates, OfFairnessNeedTheirGroup) {
  EXPECT_NE(gate_mistakes("{metric: equalized_odds_ratio, min: 0.8}").find("gates[0].group: is required for equalized_odds_ratio"),
            std::string::npos);
  EXPECT_NE(gate_mistakes("{metric: rmse, group: sex, max: 3}").find("gates[0].group: is for measures of fairness"), std::string::npos);
}

TEST(Gates, CompareMetricsAlone) {
  EXPECT_NE(gate_mistakes("{metric: latency_p99_ms, not_worse_than: Production}").find("use max or min for latency_p99_ms"),
            std::string::npos);
}

TEST(Gates, OfTheCoverageAreSharesOfTheTestRows) {
  EXPECT_EQ(gate_mistakes("{metric: coverage, min: 0.88}"), "");
  EXPECT_NE(gate_mistakes("{metric: coverage, min: 88}").find("gates[0].min: is a share of the test rows: from 0 to 1"), std::string::npos);
}

TEST(Gates, NeedTheNameOfTheModelInProduction) {
  const std::string gates = "gates: [{metric: rmse, max: 3}, {metric: rmse, not_worse_than: Production}]\n";
  EXPECT_NE(mistakes_of(gates).find("gates[1].not_worse_than: needs register.name, the model to compare with"), std::string::npos);
  EXPECT_EQ(mistakes_of(registered + gates), "");
}

TEST(Gates, AskForNoMoreThanCanBeSavedOfTheBaseline) {
  EXPECT_NE(gate_mistakes("{metric: rmse, better_than: baseline, by: 1}").find("gates[0].by: must be below 1 for rmse"), std::string::npos);
  EXPECT_EQ(gate_mistakes("{metric: rmse, better_than: baseline, by: 0.99}"), "");
  EXPECT_EQ(gate_mistakes("{metric: accuracy, better_than: baseline, by: 1.5}"), "");
  for (const char* metric : {"r2", "mcc"}) {
    EXPECT_NE(gate_mistakes("{metric: " + std::string(metric) + ", better_than: baseline, by: 0.1}").find("is about 0; use min"),
              std::string::npos)
        << metric;
    EXPECT_EQ(gate_mistakes("{metric: " + std::string(metric) + ", better_than: baseline}"), "");
  }
}

TEST(Evaluate, NeedsEnoughReplicatesForAnInterval) {
  for (const char* enough : {"0", "100", "1000"}) EXPECT_EQ(mistakes_of("evaluate: {bootstrap: " + std::string(enough) + "}\n"), "");
  for (const char* few : {"1", "99"}) {
    EXPECT_NE(mistakes_of("evaluate: {bootstrap: " + std::string(few) + "}\n").find("evaluate.bootstrap: must be 0, for no intervals"),
              std::string::npos)
        << few;
  }
}

TEST(Gates, AnswerAMisspeltMetricWithTheNearest) {
  EXPECT_NE(gate_mistakes("{metric: latency_p99, max: 3}").find("did you mean 'latency_p99_ms'?"), std::string::npos);
}

TEST(Evaluate, NamesAColumnOnce) {
  EXPECT_NE(mistakes_of("evaluate: {slices: [sex, sex]}\n"), "");
  EXPECT_EQ(mistakes_of("evaluate: {slices: [sex], fairness: {groups: [sex, race]}}\n"), "");
}

}  // namespace
}  // namespace trainyard::config
