#include "host/monitor/labels.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "host/error/error.hpp"
#include "host/monitor/p_values.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::monitor {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Labels, FindTheirRowsByKey) {
  const Joined joined = join_labels({"a", "b", "", "d", "e"}, "rows", {{"d", "x", "a", "", "e"}, {4, 9, 1, 7, nan}}, "labels");
  EXPECT_EQ(joined.rows, (std::vector<std::uint32_t>{0, 3}));
  EXPECT_EQ(joined.actual, (std::vector<double>{1, 4}));
  EXPECT_EQ(joined.rows_without_label, 3U);
  EXPECT_EQ(joined.labels_without_row, 1U);
}

TEST(Labels, WithAKeyTwiceAreRefused) {
  EXPECT_ERROR(join_labels({"a", "b", "a"}, "rows.csv", {{"a"}, {1}}, "labels.csv"), ExitCode::bad_data, "rows.csv: the key 'a'");
  EXPECT_ERROR(join_labels({"a", "b"}, "rows.csv", {{"c", "c"}, {1, 2}}, "labels.csv"), ExitCode::bad_data, "data rows 1 and 2");
}

// Expected values: scipy.stats.false_discovery_control of SciPy 1.17.1.
TEST(PValues, AreCorrectedForTheirNumber) {
  const std::vector<double> p = {0.01, 0.4, 0.03, 0.02, 0.9};
  EXPECT_EQ(corrected(p, Correction::none), p);
  const auto bonferroni = corrected(p, Correction::bonferroni), control = corrected(p, Correction::benjamini_hochberg);
  const std::vector<double> by_bonferroni = {0.05, 1, 0.15, 0.1, 1}, by_control = {0.05, 0.5, 0.05, 0.05, 0.9};
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_DOUBLE_EQ(bonferroni[i], by_bonferroni[i]);
    EXPECT_DOUBLE_EQ(control[i], by_control[i]);
  }
  EXPECT_TRUE(corrected({}, Correction::benjamini_hochberg).empty());
}

}  // namespace
}  // namespace trainyard::monitor
