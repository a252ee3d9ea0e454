// Property: whatever the table and the pipeline, training, batches, single rows, a document's journey, explanations, threads and the order
// of dictionaries all give the same bits; and what is refused is refused as a fault of the input, alike everywhere.
#include "tests/host/features/random_pipelines.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <numeric>
#include <optional>
#include <set>

#include "host/error/error.hpp"
#include "host/features/transform.hpp"
#include "tests/reference/bits.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;
using Bits = std::vector<std::uint32_t>;
using test::below;
using test::one_in;
using test::Random;

/// What a computation gives, or the message of the Error that it throws.
template <class Result>
struct Outcome {
  std::optional<Result> result;
  std::string refusal;
};

/// Only faults of the input may be thrown.
template <class Work>
auto outcome_of(Work&& work) -> Outcome<decltype(work())> {
  try {
    return {work(), ""};
  } catch (const Error& error) {
    const auto code = error.code();
    EXPECT_TRUE(code == ExitCode::bad_data || code == ExitCode::bad_config) << static_cast<int>(code) << ": " << error.what();
    return {std::nullopt, error.what()};
  } catch (const std::exception& error) {
    ADD_FAILURE() << "no Error: " << error.what();
    return {std::nullopt, error.what()};
  }
}

Bits bits_of(std::span<const float> values) {
  Bits bits;
  for (const float value : values) bits.push_back(std::bit_cast<std::uint32_t>(value));
  return bits;
}

Bits row_of(const Matrix& x, std::size_t row) {
  std::vector<float> values;
  for (std::size_t c = 0; c < x.columns; ++c) values.push_back(x.column(c)[row]);
  return bits_of(values);
}

Exec with_threads(int threads) {
  Exec exec;
  exec.threads = threads;
  return exec;
}

/// One random table with a target, training rows and a pipeline.
class Case {
 public:
  Case(Random& random, std::size_t rows) : random_(random), data_(test::random_table(random, rows)), pipeline_(random, data_) {
    options_ = pipeline_.options();
    classes_ = std::vector<std::size_t>{0, 2, 2, 3}[below(random, 4)];
    const bool huge = one_in(random, 20);
    for (std::size_t row = 0; row < rows; ++row) {
      if (one_in(random, 4)) continue;
      training_.push_back(static_cast<std::uint32_t>(row));
    }
    if (one_in(random, 25)) training_.resize(std::min<std::size_t>(training_.size(), 1));
    for (std::size_t row = 0; row < rows; ++row) {
      const double value = test::normal(random) * (huge ? 1e300 : 1.0);
      y_.push_back(classes_ == 0 ? value : static_cast<double>(below(random, classes_)));
    }
    if (one_in(random, 3)) {
      for (std::size_t row = 0; row < rows; ++row) weight_.push_back(static_cast<double>(below(random, 4)) / 2.0);
    }
  }

  [[nodiscard]] std::string shown() const {
    return pipeline_.document().dump() + ", " + std::to_string(training_.size()) + " of " + std::to_string(data_.table.rows()) + " rows, " +
           std::to_string(classes_) + " classes";
  }

  /// The transform's document where there is one.
  std::optional<Json> check() {
    const auto fitted = fit(data_.table, 1);
    for (const int threads : {2, 3}) expect_same_fit(fitted, fit(data_.table, threads), std::to_string(threads) + " threads");
    const dataset::Table recoded = test::with_other_codes(random_, data_.table);
    expect_same_fit(fitted, fit(recoded, 1), "dictionaries in another order");
    if (!fitted.result) return std::nullopt;
    const Transform& transform = fitted.result->transform;
    const std::string text = transform.to_json().dump();
    const Transform loaded = Transform::from_json(Json::parse(text));
    EXPECT_EQ(loaded.to_json().dump(), text);

    const auto batch = outcome_of([&] { return transform.apply({}, data_.table, fitted.result->rows); });
    EXPECT_TRUE(batch.result.has_value()) << "rows that were trained on are refused: " << batch.refusal;
    if (batch.result) expect_training_rows(*fitted.result, *batch.result, Json::parse(text));
    expect_all_rows(transform, loaded, recoded);
    return Json::parse(text);
  }

  /// For tables of several blocks: any cut gives the same, or refuses the same.
  bool check_cuts() {
    const auto fitted = fit(data_.table, 1);
    expect_same_fit(fitted, fit(data_.table, 2), "2 threads");
    if (!fitted.result) return false;
    const Transform& transform = fitted.result->transform;
    const std::vector<std::uint32_t> every = every_row();
    const auto whole = outcome_of([&] { return transform.apply({}, data_.table, every); });
    for (const int threads : {2, 3}) {
      const auto other = outcome_of([&] { return transform.apply(with_threads(threads), data_.table, every); });
      EXPECT_EQ(other.refusal, whole.refusal) << threads << " threads";
      if (whole.result && other.result) {
        EXPECT_EQ(bits_of(other.result->values), bits_of(whole.result->values)) << threads << " threads";
      }
    }
    if (!whole.result) return false;
    for (std::size_t first = 0, count = 0; first < every.size(); first += count) {
      count = std::min(every.size() - first, 1 + below(random_, every.size() / 2));
      const auto part = outcome_of([&] { return transform.apply({}, data_.table, std::span(every).subspan(first, count)); });
      EXPECT_TRUE(part.result.has_value()) << part.refusal;
      for (std::size_t c = 0; part.result && c < whole.result->columns; ++c) {
        EXPECT_EQ(bits_of(part.result->column(c)), bits_of(whole.result->column(c).subspan(first, count))) << transform.feature_names()[c];
      }
    }
    return true;
  }

 private:
  [[nodiscard]] std::vector<std::uint32_t> every_row() const {
    std::vector<std::uint32_t> rows(data_.table.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
  }

  [[nodiscard]] Outcome<FittedRows> fit(const dataset::Table& table, int threads) const {
    return outcome_of([&] {
      return Transform::fit_apply(with_threads(threads), options_, data_.schema,
                                  {.source = TableRows(table), .rows = training_, .y = y_, .classes = classes_, .weight = weight_});
    });
  }

  static void expect_same_fit(const Outcome<FittedRows>& one, const Outcome<FittedRows>& other, const std::string& with) {
    ASSERT_EQ(one.refusal, other.refusal) << with;
    if (!one.result) return;
    EXPECT_EQ(one.result->transform.to_json().dump(), other.result->transform.to_json().dump()) << with;
    EXPECT_EQ(one.result->rows, other.result->rows) << with;
    EXPECT_EQ(one.result->dropped, other.result->dropped) << with;
    EXPECT_EQ(one.result->deselected, other.result->deselected) << with;
    EXPECT_EQ(bits_of(one.result->x.values), bits_of(other.result->x.values)) << with;
  }

  // Of columns whose encoding learned from the target, the training rows have numbers of their own.
  static void expect_training_rows(const FittedRows& fitted, const Matrix& batch, const Json& document) {
    const auto& names = fitted.transform.feature_names();
    ASSERT_EQ(fitted.x.columns, names.size());
    EXPECT_EQ(fitted.x.is_category, batch.is_category);
    const auto cross_fitted = [&](const std::string& feature) {
      return std::ranges::any_of(document["columns"], [&](const Json& column) {
        if (column["kind"] != "category") return false;
        const auto* encoder = kernels::encode::find_encoder(column["encode"].get<std::string>());
        const auto name = column["name"].get<std::string>();
        return encoder->target_values != nullptr && (feature == name || feature.starts_with(name + ":"));
      });
    };
    for (std::size_t c = 0; c < names.size(); ++c) {
      if (cross_fitted(names[c])) continue;
      EXPECT_EQ(bits_of(fitted.x.column(c)), bits_of(batch.column(c))) << names[c] << " in training rows";
    }
  }

  // Rows that are refused alone are those that make a batch fail; the others have the same bits everywhere.
  void expect_all_rows(const Transform& transform, const Transform& loaded, const dataset::Table& recoded) {
    const std::vector<std::uint32_t> every = every_row();
    std::vector<std::uint32_t> taken;
    std::vector<Bits> alone;
    for (const std::uint32_t row : every) {
      const std::vector<std::uint32_t> only = {row};
      const auto single = outcome_of([&] { return transform.apply({}, data_.table, only); });
      if (!single.result) continue;
      taken.push_back(row);
      alone.push_back(row_of(*single.result, 0));
    }
    if (taken.size() < every.size()) {
      EXPECT_FALSE(outcome_of([&] { return transform.apply({}, data_.table, every); }).result.has_value());
    }
    ApplyCounts counts, other_counts;
    const auto batch = outcome_of([&] { return transform.apply({}, data_.table, taken, &counts); });
    ASSERT_TRUE(batch.result.has_value()) << batch.refusal;
    for (std::size_t i = 0; i < taken.size(); ++i) ASSERT_EQ(row_of(*batch.result, i), alone[i]) << "row " << taken[i] << " alone";
    const auto expect_same = [&](const Transform& by, const dataset::Table& table, int threads, const char* what) {
      const auto other = outcome_of([&] { return by.apply(with_threads(threads), table, taken, &other_counts); });
      ASSERT_TRUE(other.result.has_value()) << what << ": " << other.refusal;
      EXPECT_EQ(bits_of(other.result->values), bits_of(batch.result->values)) << what;
      EXPECT_EQ(other_counts.unseen, counts.unseen) << what;
      EXPECT_EQ(other_counts.missing, counts.missing) << what;
    };
    expect_same(loaded, data_.table, 1, "after a journey through JSON");
    expect_same(transform, recoded, 1, "dictionaries in another order");
    expect_same(transform, data_.table, 2, "2 threads");
    for (std::size_t i = 0; i < taken.size(); i += 1 + below(random_, taken.size() / 2 + 1)) {
      const dataset::Table single = test::single_row(data_.table, taken[i]);
      const auto by_itself = outcome_of([&] { return loaded.apply({}, single, std::vector<std::uint32_t>{0}); });
      ASSERT_TRUE(by_itself.result.has_value()) << by_itself.refusal;
      EXPECT_EQ(row_of(*by_itself.result, 0), alone[i]) << "row " << taken[i] << " in a table of its own";
      expect_explained(transform, taken[i], alone[i]);
    }
  }

  void expect_explained(const Transform& transform, std::uint32_t row, const Bits& expected) const {
    const auto explained = outcome_of([&] { return transform.explain({}, data_.table, row); });
    ASSERT_TRUE(explained.result.has_value()) << explained.refusal;
    std::vector<float> values;
    std::vector<std::string> names;
    for (const Json& column : *explained.result) {
      for (const Json& feature : column["features"]) {
        names.push_back(feature["name"].get<std::string>());
        values.push_back(feature["value"].is_null() ? std::numeric_limits<float>::quiet_NaN() : feature["value"].get<float>());
      }
    }
    EXPECT_EQ(names, transform.feature_names());
    EXPECT_EQ(bits_of(values), expected) << "row " << row << " explained";
  }

  Random& random_;
  test::RandomTable data_;
  test::RandomPipeline pipeline_;
  FeatureOptions options_;
  std::size_t classes_ = 0;
  std::vector<std::uint32_t> training_;
  std::vector<double> y_, weight_;
};

/// Counts which entries of the lists have been in a transform that was fitted.
class Coverage {
 public:
  void add(const Json& document) {
    for (const Json& column : document["columns"]) {
      for (const char* key : {"impute", "scale", "outliers", "action", "encode", "unseen"}) {
        if (column.contains(key)) seen_.insert(std::string(key) + " " + column[key].get<std::string>());
      }
    }
    for (const Json& derived : document["derive"]) {
      for (const auto& function : kernels::derive::functions()) {
        if (derived["expression"].get<std::string>().find(std::string(function.name) + "(") != std::string::npos) {
          seen_.insert("function " + std::string(function.name));
        }
      }
    }
  }

  template <class List>
  void expect_all(const std::string& key, const List& list) const {
    for (const auto& entry : list) EXPECT_TRUE(seen_.contains(key + " " + std::string(entry.name))) << key << " " << entry.name;
  }

 private:
  std::set<std::string> seen_;
};

/// As many rows as tiles, tiles and tables have edges, mostly few.
std::size_t random_row_count(Random& random) {
  constexpr std::size_t edges[] = {1, 2, 3, 31, 32, 33, 100, 257};
  return one_in(random, 2) ? test::any_of(random, edges) : 1 + below(random, 120);
}

void check_cases(std::uint64_t first_seed, std::size_t count) {
  Coverage coverage;
  std::size_t fitted = 0;
  for (std::uint64_t seed = first_seed; seed < first_seed + count; ++seed) {
    Random random(seed);
    Case one(random, random_row_count(random));
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + one.shown());
    if (const auto document = one.check()) {
      ++fitted;
      coverage.add(*document);
    }
    if (testing::Test::HasFailure()) return;  // the rest would be too much to read
  }
  EXPECT_GT(fitted, count / 2) << "most pipelines are to be fitted, not refused";
  coverage.expect_all("impute", kernels::impute::imputers());
  coverage.expect_all("scale", kernels::scale::scalers());
  coverage.expect_all("encode", kernels::encode::encoders());
  coverage.expect_all("outliers", std::span(kernels::outliers::methods()).subspan(1));  // "none" is not written
  coverage.expect_all("function", kernels::derive::functions());
}

TEST(RandomPipelines, GiveARowTheSameBitsByEveryWay) { check_cases(20261125, 600); }

// Rows are applied in blocks of 32,768, and of fewer where many columns are beside them.
TEST(RandomPipelines, GiveTheSameBitsHoweverRowsAreCut) {
  std::size_t applied = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    Case one(random, 66'000 + below(random, 3000));
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + one.shown());
    applied += one.check_cuts() ? 1 : 0;
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(applied, 2U);
}

TEST(SlowRandomPipelines, GiveARowTheSameBitsByEveryWay) { check_cases(1, 12'000); }

}  // namespace
}  // namespace trainyard::features
