// Which features stay, on tables written out or drawn.
#include "host/features/selection.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "host/error/error.hpp"

namespace trainyard::features {
namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
using Kept = std::vector<std::uint32_t>;

struct SelectCase {
  std::vector<std::vector<float>> columns;
  std::vector<double> y;
  int classes = 2;
  std::vector<SelectionReport> why = {};

  Kept run(std::vector<SelectStep> steps, const Importance& importance = {}, int threads = 1) {
    std::vector<float> values;
    std::vector<std::string> names;
    for (const auto& column : columns) {
      values.insert(values.end(), column.begin(), column.end());
      names.push_back("f" + std::to_string(names.size()));
    }
    why.clear();
    Exec exec;
    exec.threads = threads;
    return select(exec, {std::move(steps)}, {values.data(), y.size(), columns.size(), y.size()}, names, y, classes, importance, &why);
  }

  std::string error(ExitCode code, std::vector<SelectStep> steps) {
    try {
      (void)run(std::move(steps));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "no error";
    return "";
  }
};

SelectCase eight_rows() {
  return {{{3, 0, 7, 1, 5, 2, 6, 4},
           {0.5F, 1.5F, -2, 0.25F, 8, -1, 3, 0.75F},
           {none, 2, 1, none, 4, 0, 9, 5},
           {2, 2, 2, 2, 2, 2, 2, 2},
           {1, 0, 1, 0, 1, 0, 1, 0}},
          {1, 0, 1, 0, 2, 2, 1, 2},
          3};
}

/// Fixed importances by column.
Importance fixed(std::vector<double> all) {
  return [all = std::move(all)](std::span<const std::uint32_t> columns) {
    std::vector<double> chosen;
    for (const std::uint32_t c : columns) chosen.push_back(all[c]);
    return chosen;
  };
}

TEST(Selection, WithoutStepsKeepsEveryFeature) { EXPECT_EQ(eight_rows().run({}), (Kept{0, 1, 2, 3, 4})); }

TEST(Selection, VarianceKeepsWhatLiesAboveTheThreshold) {
  SelectCase table = eight_rows();
  EXPECT_EQ(table.run({{.method = "variance"}}), (Kept{0, 1, 2, 4}));
  ASSERT_EQ(table.why.size(), 1U);
  EXPECT_EQ(table.why[0].feature, 3U);
  EXPECT_EQ(table.why[0].step, 0U);
  EXPECT_EQ(table.why[0].score, 0.0);
  EXPECT_EQ(table.why[0].reason, "variance 0 is not above 0");
  EXPECT_EQ(table.run({{.method = "variance", .threshold = 0.25}}), (Kept{0, 1, 2})) << "one at the threshold is not above it";
}

TEST(Selection, AnEmptyFeatureHasNoVarianceAndGoes) {
  SelectCase table = eight_rows();
  table.columns.emplace_back(8, none);
  EXPECT_EQ(table.run({{.method = "variance"}}), (Kept{0, 1, 2, 4}));
  EXPECT_EQ(table.why[1].reason, "no variance is not above 0");
  EXPECT_EQ(table.run({{.method = "correlation", .threshold = 0.95}}), (Kept{0, 1, 2, 3, 4, 5}));
}

TEST(Selection, MissingDropsWhatLiesAboveTheThreshold) {
  SelectCase table = eight_rows();
  EXPECT_EQ(table.run({{.method = "missing", .threshold = 0.25}}), (Kept{0, 1, 2, 3, 4}));
  EXPECT_EQ(table.run({{.method = "missing", .threshold = 0.2}}), (Kept{0, 1, 3, 4}));
  EXPECT_EQ(table.why[0].reason, "missing fraction 0.25 is above 0.2");
}

TEST(Selection, CorrelationNamesTheFeatureThatStays) {
  SelectCase table = eight_rows();
  EXPECT_EQ(table.run({{.method = "correlation", .threshold = 0.7}}), (Kept{0, 1, 2, 3}));
  ASSERT_EQ(table.why.size(), 1U);
  EXPECT_EQ(table.why[0].feature, 4U);
  EXPECT_NEAR(table.why[0].score, 0.7637626158259734, 1e-12);
  EXPECT_NE(table.why[0].reason.find("with 'f0' is above 0.7"), std::string::npos) << table.why[0].reason;
}

// The F statistics are 5.09, 0.31, 0.24, none and 5.0.
TEST(Selection, TheBestOnesStayInTheirOrder) {
  SelectCase table = eight_rows();
  EXPECT_EQ(table.run({{.method = "anova_f", .k = 2}}), (Kept{0, 4}));
  EXPECT_EQ(table.run({{.method = "anova_f", .k = 3}}), (Kept{0, 1, 4}));
  EXPECT_EQ(table.run({{.method = "anova_f", .k = 9}}), (Kept{0, 1, 2, 3, 4})) << "no more than k";
  EXPECT_EQ(table.run({{.method = "mutual_info", .k = 3}}), (Kept{0, 1, 2}));
}

TEST(Selection, OfEqualScoresTheEarlierWins) {
  SelectCase table = eight_rows();
  EXPECT_EQ(table.run({{.method = "importance", .k = 2}}, fixed({1, 3, 1, 1, 1})), (Kept{0, 1}));
  EXPECT_EQ(table.run({{.method = "importance", .k = 3}}, fixed({0, 0, 0, 0, 0})), (Kept{0, 1, 2}));
  const double nan = std::nan("");
  EXPECT_EQ(table.run({{.method = "importance", .k = 4}}, fixed({nan, -3, nan, 0, 1})), (Kept{0, 1, 3, 4})) << "none is the lowest";
}

// Expected: scikit-learn 1.9.1, SelectPercentile with these scores; but of one feature, or of five alike, it keeps none.
TEST(Selection, PercentileKeepsAsManyAsScikitLearn) {
  SelectCase table = eight_rows();
  const auto kept = [&](double percentile, std::vector<double> scores) {
    return table.run({{.method = "importance", .percentile = percentile}}, fixed(std::move(scores)));
  };
  EXPECT_EQ(kept(100, {5, 4, 3, 2, 1}), (Kept{0, 1, 2, 3, 4}));
  EXPECT_EQ(kept(10, {1, 2, 3, 4, 5}), (Kept{4}));
  EXPECT_EQ(kept(30, {1, 2, 3, 4, 5}), (Kept{3, 4}));
  EXPECT_EQ(kept(50, {1, 2, 3, 4, 5}), (Kept{3, 4}));
  EXPECT_EQ(kept(50, {1, 4, 4, 4, 5}), (Kept{1, 4}));
  EXPECT_EQ(kept(60, {2, 2, 2, 2, 5}), (Kept{0, 1, 4}));
  EXPECT_EQ(kept(80, {0, 0, 0, 1, 1}), (Kept{0, 1, 3, 4}));
  EXPECT_EQ(kept(10, {7, 7, 7, 7, 7}), (Kept{0})) << "at least one";
  table.columns.resize(1);
  EXPECT_EQ(kept(10, {7}), (Kept{0}));
}

TEST(Selection, AStepSeesOnlyWhatTheOnesBeforeLeft) {
  SelectCase table = eight_rows();
  Kept seen;
  const Importance importance = [&](std::span<const std::uint32_t> columns) {
    seen.assign(columns.begin(), columns.end());
    return std::vector<double>(columns.size(), 1.0);
  };
  EXPECT_EQ(table.run({{.method = "variance"}, {.method = "missing", .threshold = 0.1}, {.method = "importance", .k = 2}}, importance),
            (Kept{0, 1}));
  EXPECT_EQ(seen, (Kept{0, 1, 4}));
  std::vector<std::size_t> steps;
  for (const auto& report : table.why) steps.push_back(report.step);
  EXPECT_EQ(steps, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(table.why[2].reason, "importance 1 is not among the best 2");
}

TEST(Selection, SaysWhichStepWouldDropTheLastFeature) {
  SelectCase table = eight_rows();
  const std::string message =
      table.error(ExitCode::bad_data, {{.method = "missing", .threshold = 0.1}, {.method = "variance", .threshold = 99}});
  EXPECT_NE(message.find("features.select[1] (variance): no feature is left; 4 came to this step, the last one 'f4': variance 0.25 is not "
                         "above 99"),
            std::string::npos)
      << message;
}

TEST(Selection, Chi2IsForClassesAndNumbersFromZeroOn) {
  SelectCase table = eight_rows();
  std::string message = table.error(ExitCode::bad_config, {{.method = "chi2", .k = 2}});
  EXPECT_NE(message.find("features.select[0] (chi2): the feature 'f1' has negative numbers, such as -2"), std::string::npos) << message;
  table.columns.erase(table.columns.begin() + 1);
  EXPECT_EQ(table.run({{.method = "chi2", .k = 2}}), (Kept{0, 3}));
  table.classes = 0;
  message = table.error(ExitCode::bad_config, {{.method = "variance"}, {.method = "chi2", .k = 2}});
  EXPECT_NE(message.find("features.select[1] (chi2): is for a classification"), std::string::npos) << message;
}

TEST(Selection, ANegativeFeatureThatIsGoneDoesNotDisturbChi2) {
  SelectCase table = eight_rows();
  EXPECT_EQ(table.run({{.method = "importance", .k = 3}, {.method = "chi2", .k = 1}}, fixed({3, 0, 2, 0, 1})), (Kept{0}));
}

TEST(Selection, RefusesATableWithoutRows) {
  SelectCase table{{{}, {}}, {}, 0};
  EXPECT_NE(table.error(ExitCode::bad_data, {{.method = "variance"}}).find("no row"), std::string::npos);
}

TEST(Selection, OneRowRanksByOrderAlone) {
  SelectCase table{{{1}, {none}, {3}}, {0}, 2};
  for (const char* method : {"mutual_info", "chi2", "anova_f"}) EXPECT_EQ(table.run({{.method = method, .k = 2}}).front(), 0U) << method;
  EXPECT_EQ(table.run({{.method = "missing", .threshold = 0.5}}), (Kept{0, 2}));
}

TEST(Selection, FindsTheTwentyThatMatterAmongFiveHundredWithAnyThreadCount) {
  constexpr std::size_t rows = 2000, count = 500;
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (const int classes : {0, 3}) {
    SelectCase table{std::vector<std::vector<float>>(count), {}, classes};
    for (std::size_t row = 0; row < rows; ++row) {
      table.y.push_back(classes > 0 ? static_cast<double>(row % static_cast<unsigned>(classes)) : normal(random));
    }
    Kept matter;
    for (std::uint32_t c = 0; c < count; ++c) {
      if (c % 25 == 4) matter.push_back(c);
      for (std::size_t row = 0; row < rows; ++row) {
        const double x = normal(random) + (c % 25 == 4 ? table.y[row] : 0.0);
        table.columns[c].push_back(random() % 10 == 0 ? none : static_cast<float>(x));
      }
    }
    for (const char* method : {"mutual_info", "anova_f"}) {
      const std::vector<SelectStep> steps = {
          {.method = "variance"}, {.method = "correlation", .threshold = 0.9}, {.method = method, .k = 20}};
      EXPECT_EQ(table.run(steps, {}, 1), matter) << method;
      const auto alone = table.why;
      EXPECT_EQ(table.run(steps, {}, 4), matter) << method;
      ASSERT_EQ(alone.size(), table.why.size());
      for (std::size_t i = 0; i < alone.size(); ++i) {
        EXPECT_EQ(alone[i].score, table.why[i].score);
        EXPECT_EQ(alone[i].reason, table.why[i].reason);
      }
    }
  }
}

}  // namespace
}  // namespace trainyard::features
