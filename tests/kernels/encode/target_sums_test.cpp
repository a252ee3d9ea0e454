// Sums of the target per category, and what encoders make of them. Expected values: scikit-learn 1.9.1 (TargetEncoder, murmurhash3_32) and
// category_encoders 2.8.1 (WOEEncoder).
#include "kernels/encode/target_sums.hpp"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

#include "kernels/base/buffer.hpp"

namespace trainyard::kernels::encode {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Rows {
  std::vector<std::int32_t> codes;
  std::vector<double> y;
  std::vector<double> weight = {};
  std::vector<std::int32_t> groups = {};
  std::size_t group_count = 1;
};

// Three codes, each a category of its own; a missing value is of none.
template <class Work>
auto with_cells(const Rows& rows, int threads, const Work& work) {
  const Exec exec{.threads = threads};
  const Buffer<std::int32_t> codes(exec, rows.codes), groups(exec, rows.groups), positions(exec, std::vector<std::int32_t>{-1, 0, 1, 2});
  const Buffer<double> y(exec, rows.y), weight(exec, rows.weight);
  return work(exec, TargetCells{codes.view(), positions.view(), groups.view(), 3, rows.group_count}, y.view(), weight.view());
}

std::vector<TargetSums> value_sums(const Rows& rows, int threads = 1) {
  return with_cells(rows, threads, [](const Exec& exec, const TargetCells& cells, ColumnView y, ColumnView weight) {
    return sums_of_values(exec, cells, y, weight);
  });
}

std::vector<double> class_sums(const Rows& rows, std::size_t classes, int threads = 1) {
  return with_cells(rows, threads, [&](const Exec& exec, const TargetCells& cells, ColumnView y, ColumnView weight) {
    return class_weights(exec, cells, y, classes, weight);
  });
}

// Of the values 1 2 4 -3 10 2 in the categories b a b a c b, as a, b, c.
TargetStats example() {
  TargetStats stats;
  const auto cells = value_sums({{1, 0, 1, 0, 2, 1}, {1, 2, 4, -3, 10, 2}});
  for (const auto& cell : cells) stats.all = stats.all.with(cell);
  stats.categories.assign(cells.begin() + 1, cells.end());
  return stats;
}

void expect_close(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-14) << i;
}

TEST(TargetSums, AddsPerGroupAndCategory) {
  const auto sums = value_sums({{0, 0, -1, 2, 0}, {1, 4, -2, 0.5, 7}, {}, {1, 1, 0, 0, 0}, 2});
  ASSERT_EQ(sums.size(), 8U);
  EXPECT_EQ(sums[0].sum, -2.0) << "group 0, no category";
  EXPECT_EQ(sums[1].sum, 7.0);
  EXPECT_EQ(sums[3].sum, 0.5);
  EXPECT_EQ(sums[5].weight, 2.0);
  EXPECT_EQ(sums[5].sum, 5.0);
  EXPECT_EQ(sums[5].squares, 4.5);
  EXPECT_EQ(sums[6].weight, 0.0);
}

TEST(TargetSums, CountsAWeightAsSoManyRows) {
  const auto weighted = value_sums({{0, 0, 1}, {1, 4, 5}, {2, 1, 0}});
  const auto repeated = value_sums({{0, 0, 0}, {1, 4, 1}});
  EXPECT_EQ(weighted[1].weight, 3.0);
  EXPECT_EQ(weighted[1].sum, repeated[1].sum);
  EXPECT_EQ(weighted[1].squares, repeated[1].squares);
  EXPECT_EQ(weighted[2].weight, 0.0);
  EXPECT_EQ(class_sums({{0, 0, 1}, {1, 0, 1}, {0.5, 1, 3}}, 2), (std::vector<double>{0, 0, 1, 0.5, 0, 3, 0, 0}));
}

TEST(TargetSums, TakesNoRows) {
  EXPECT_EQ(value_sums({}).size(), 4U);
  EXPECT_EQ(class_sums({}, 3), std::vector<double>(12, 0.0));
}

TEST(TargetSums, JoinsSetsOfRowsAsIfTheyWereOne) {
  const auto two = value_sums({{0, 0, 0, 0, 0}, {1, 4, -2, 0.5, 7}, {}, {1, 0, 0, 1, 0}, 2});
  const auto one = value_sums({{0, 0, 0, 0, 0}, {1, 4, -2, 0.5, 7}});
  const TargetSums joined = two[1].with(two[5]);
  EXPECT_EQ(joined.sum, one[1].sum);
  EXPECT_NEAR(joined.squares, one[1].squares, 1e-12);
  EXPECT_EQ(TargetSums{}.with(one[1]).squares, one[1].squares);
  EXPECT_EQ(one[1].with({}).weight, one[1].weight);
}

TEST(TargetSums, GivesTheSameBitsForAnyThreadsAndOrder) {
  Rows rows, backwards;
  for (std::size_t i = 0; i < 100'003; ++i) {
    rows.codes.push_back(static_cast<std::int32_t>(i % 4) - 1);
    rows.y.push_back(std::sin(static_cast<double>(i)) * 1e6);
    rows.weight.push_back(1.0 / (1.0 + static_cast<double>(i % 7)));
  }
  backwards.codes.assign(rows.codes.rbegin(), rows.codes.rend());
  backwards.y.assign(rows.y.rbegin(), rows.y.rend());
  backwards.weight.assign(rows.weight.rbegin(), rows.weight.rend());
  const auto one = value_sums(rows);
  for (const auto& other : {value_sums(rows, 3), value_sums(backwards)}) {
    EXPECT_EQ(std::memcmp(one.data(), other.data(), one.size() * sizeof(TargetSums)), 0);
  }
}

TEST(TargetSums, RefusesNumbersThatCannotBeAdded) {
  EXPECT_THROW(value_sums({{0}, {not_a_number}}), std::invalid_argument);
  EXPECT_THROW(value_sums({{0}, {HUGE_VAL}}), std::invalid_argument);
  EXPECT_THROW(value_sums({{0, 1}, {1, 1}, {1, -1}}), std::invalid_argument);
  EXPECT_THROW(value_sums({{0, 1}, {-1e200, 1e200}}), std::overflow_error);
  EXPECT_THROW(class_sums({{0}, {0}, {not_a_number}}, 2), std::invalid_argument);
}

TEST(TargetEncoder, DrawsMeansTowardsTheOverallOneAsScikitLearnDoes) {
  expect_close(target.target_values(example(), {}), {0.03936411809235424, 2.344313725490196, 10.0});
  expect_close(target.target_values(example(), {.smooth = 0.0}), {-0.5, 2.3333333333333335, 10.0});
  expect_close(target.target_values(example(), {.smooth = 2.5}), {1.259259259259259, 2.484848484848485, 4.761904761904761});
}

TEST(TargetEncoder, GivesACategoryWithoutARowTheOverallMean) {
  for (const TargetOptions& options : {TargetOptions{}, TargetOptions{.smooth = 0.0}, TargetOptions{.smooth = 3.0}}) {
    EXPECT_EQ(target.target_values({.categories = {{}}, .all = {4, 2, 1}}, options), std::vector<double>{0.5});
    EXPECT_EQ(target.target_values({.categories = {{}}, .all = {}}, options), std::vector<double>{0.0});
  }
}

TEST(TargetEncoder, GivesAConstantTargetItself) {
  EXPECT_EQ(target.target_values({.categories = {{2, 6, 0}}, .all = {3, 9, 0}}, {}), std::vector<double>{3.0});
}

// b a b a c b c with the classes 1 0 1 1 0 0 1.
TEST(WoeEncoder, WeighsTheEvidenceAsCategoryEncodersDoes) {
  const TargetStats stats{.categories = {sums_of_class(2, 1), sums_of_class(3, 2), sums_of_class(2, 1), {}}, .all = sums_of_class(7, 4)};
  expect_close(woe.target_values(stats, {}), {-0.1823215567939547, 0.22314355131420976, -0.1823215567939547, 0.0});
  expect_close(woe.target_values(stats, {.regularization = 0.5}), {-0.22314355131420985, 0.28768207245178085, -0.22314355131420985, 0.0});
}

TEST(Hashing, ChoosesColumnAndSignAsScikitLearnDoes) {
  const auto expect = [](const char* text, std::int32_t columns, std::int32_t column, bool negative) {
    const HashedColumn found = hashed_column(text, columns);
    EXPECT_EQ(found.column, column) << text;
    EXPECT_EQ(found.negative, negative) << text;
  };
  expect("c=b", 8, 2, false);
  expect("c=a", 8, 5, false);
  expect("c=\xC3\xA4", 8, 5, false);
  expect("c=", 8, 4, false);
  expect("c=zz", 8, 6, true);
  expect("x=a longer text", 8, 3, true);
  expect("x=a longer text", 5, 2, true);
  expect("c=zz", 1, 0, true);
}

TEST(Hashing, WritesASignedColumn) {
  const Exec exec;
  const Buffer<std::int32_t> codes(exec, std::vector<std::int32_t>{0, 1, -1}), positions(exec, std::vector<std::int32_t>{-1, 3, 0});
  Buffer<float> result(exec, 6);
  indicate_signed(exec, codes.view(), positions.view(), {result.data(), 3, 2, 3});
  EXPECT_EQ(result.download(), (std::vector<float>{0, 1, 0, -1, 0, 0}));
}

TEST(Encode, LooksUpInTheTableOfTheGroup) {
  const Exec exec;
  const Buffer<std::int32_t> codes(exec, std::vector<std::int32_t>{0, -1, 0, -1}), groups(exec, std::vector<std::int32_t>{0, 0, 1, 1});
  const Buffer<float> tables(exec, std::vector<float>{1, 2, 3, 4});
  Buffer<float> result(exec, 4);
  look_up_by_group(exec, codes.view(), groups.view(), tables.view(), 2, result.view());
  EXPECT_EQ(result.download(), (std::vector<float>{2, 1, 4, 3}));
}

}  // namespace
}  // namespace trainyard::kernels::encode
