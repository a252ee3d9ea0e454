#include "host/evaluate/grouping.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace trainyard::evaluate {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

std::string plain(double value) { return std::to_string(static_cast<int>(value)); }

TEST(Grouping, CategoriesComeByNameWithMissingLast) {
  const std::vector<std::int32_t> codes{1, 0, -1, 1, 2};
  const std::vector<std::string> names{"pear", "apple", "fig", "never seen"};
  const Grouping found = group_categories("fruit", codes, names);
  EXPECT_EQ(found.labels, (std::vector<std::string>{"apple", "fig", "pear", "missing"}));
  EXPECT_EQ(found.group, (std::vector<std::int32_t>{0, 2, 3, 0, 1}));
  EXPECT_EQ(found.rows()[0], (std::vector<std::uint32_t>{0, 3}));
}

TEST(Grouping, ACategoryNamedMissingIsToldFromMissing) {
  const std::vector<std::int32_t> codes{0, -1};
  const std::vector<std::string> names{"missing"};
  EXPECT_EQ(group_categories("c", codes, names).labels, (std::vector<std::string>{"missing", "(missing)"}));
}

TEST(Grouping, RareOnesOfVeryManyCategoriesArePooled) {
  std::vector<std::string> names;
  std::vector<std::int32_t> codes;
  for (std::int32_t k = 0; k < 60; ++k) {
    names.push_back("c" + std::to_string(k));
    for (std::int32_t i = 0; i < (k < 50 ? 2 : 1); ++i) codes.push_back(k);
  }
  const Grouping found = group_categories("c", codes, names);
  EXPECT_EQ(found.labels.size(), kMostGroups + 1);
  EXPECT_EQ(found.labels.back(), "other");
  EXPECT_EQ(found.rows().back().size(), 10U);
}

TEST(Grouping, FewNumbersAreAGroupEach) {
  const std::vector<double> values{3, 1, nan_value, 3, -2};
  const Grouping found = group_numbers("n", values, 5, plain);
  EXPECT_EQ(found.labels, (std::vector<std::string>{"-2", "1", "3", "missing"}));
  EXPECT_EQ(found.group, (std::vector<std::int32_t>{2, 1, 3, 2, 0}));
}

TEST(Grouping, ManyNumbersFallIntoBinsOfEqualSize) {
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back(i - 50);
  const Grouping found = group_numbers("n", values, 5, plain);
  EXPECT_EQ(found.labels, (std::vector<std::string>{"-50 … -31", "-30 … -11", "-10 … 9", "10 … 29", "30 … 49"}));
  for (const auto& rows : found.rows()) EXPECT_EQ(rows.size(), 20U);
}

TEST(Grouping, EqualNumbersStayTogether) {
  std::vector<double> values(80, 0.0);
  for (int i = 1; i <= 20; ++i) values.push_back(i);
  const Grouping found = group_numbers("n", values, 5, plain);
  EXPECT_EQ(found.labels, (std::vector<std::string>{"0", "1 … 20"}));
}

TEST(Grouping, NothingButMissingIsOneGroup) {
  EXPECT_EQ(group_numbers("n", std::vector<double>(3, nan_value), 5, plain).labels, std::vector<std::string>{"missing"});
}

}  // namespace
}  // namespace trainyard::evaluate
