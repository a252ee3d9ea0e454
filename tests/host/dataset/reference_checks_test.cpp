// The checks that compare a table with an earlier one.
#include <fstream>

#include "tests/host/dataset/checked_table.hpp"

namespace trainyard::dataset {
namespace {

using enum ColumnType;

class ReferenceChecks : public CheckedTable {
 protected:
  /// Keeps what the table is now as the reference, and empties it.
  void keep(const std::function<void(Profile&)>& change = {}) {
    std::filesystem::create_directories(folder_);
    Profile kept = profile();
    if (change) change(kept);
    std::ofstream(file_) << kept.to_json();
    clear();
  }
  std::string item(const std::string& keys) { return R"({"reference": ")" + file_.string() + "\", " + keys + "}"; }

  std::filesystem::path file_ = folder_ / "profile.json";
};

TEST_F(ReferenceChecks, EveryColumnOfBothIsARowOfTheReport) {
  add("c", category, {"a", "b"});
  add("n", floating, {"1", "3"});
  add("gone", floating, {"1", "3"});
  keep();
  add("c", category, {"a", "b"});
  add("n", floating, {"1", "3"});
  add("fresh", floating, {"1", "3"});
  const auto all = results("[" + item(R"("new_categories": 0, "vanished_categories": 0, "range": 0, "missing_rate": 0)") + "]");
  std::string kinds;
  for (const CheckResult& one : all) {
    kinds += one.column + " " + one.kind + ", ";
    EXPECT_EQ(one.status, "passed") << one.kind;
  }
  EXPECT_EQ(kinds, "c new_categories, c vanished_categories, c missing_rate, n reference_range, n missing_rate, ");
}

TEST_F(ReferenceChecks, NewAndVanishedCategoriesAreCounted) {
  add("c", category, {"a", "b", "c"});
  keep();
  add("c", category, {"a", "x", "y", "x"});
  const auto fresh = result(item(R"("column": "c", "new_categories": 1)"));
  EXPECT_EQ(fresh.status, "failed");
  EXPECT_EQ(fresh.observed, "2 new");
  EXPECT_EQ(fresh.rows_failing, 3U);
  EXPECT_EQ(fresh.first, "data.csv: data row 2: 'x'");
  EXPECT_EQ(status(item(R"("column": "c", "new_categories": 2)")), "passed");
  const auto gone = result(item(R"("column": "c", "vanished_categories": 1)"));
  EXPECT_EQ(gone.status, "failed");
  EXPECT_EQ(gone.observed, "2 gone");
  EXPECT_EQ(gone.first, "'b'");
  EXPECT_EQ(status(item(R"("column": "c", "vanished_categories": 2)")), "passed");
}

TEST_F(ReferenceChecks, AReferenceThatTellsOnlySomeValuesProvesNothing) {
  add("c", category, {"a", "b", "c"});
  keep([](Profile& profile) { profile.columns[0].top.pop_back(); });
  add("c", category, {"a", "b"});
  const auto unknown = result(item(R"("column": "c", "new_categories": 0)"));
  EXPECT_EQ(unknown.status, "not_evaluated");
  EXPECT_EQ(unknown.observed, "the reference tells 2 of 3 values");
}

TEST_F(ReferenceChecks, TheRangeMayBeLeftByAFractionOfItsWidth) {
  add("n", integer, {"0", "10"});
  keep();
  add("n", integer, {"-1", "12", "11"});
  EXPECT_EQ(status(item(R"("column": "n", "range": 0.2)")), "passed");
  const auto out = result(item(R"("column": "n", "range": 0.1)"));
  EXPECT_EQ(out.status, "failed");
  EXPECT_EQ(out.expected, "-1 to 11");
  EXPECT_EQ(out.first, "data.csv: data row 2: '12'");
}

TEST_F(ReferenceChecks, TheShareOfMissingValuesMayGrowALittle) {
  add("n", floating, {"1", "", "2", "3"});
  keep();
  add("n", floating, {"1", "", "2", ""});
  EXPECT_EQ(status(item(R"("column": "n", "missing_rate": 0.25)")), "passed");
  EXPECT_EQ(status(item(R"("column": "n", "missing_rate": 0.2)")), "failed");
}

TEST_F(ReferenceChecks, AnotherTypeFails) {
  add("c", category, {"a"});
  add("n", floating, {"1"});
  keep();
  add("c", floating, {"1"});
  add("n", category, {"1"});
  for (const CheckResult& one : results("[" + item(R"("new_categories": 0, "range": 0)") + "]")) {
    EXPECT_EQ(one.status, "failed") << one.column;
  }
}

TEST_F(ReferenceChecks, WhatCannotBeComparedIsRefused) {
  add("c", category, {"a"});
  keep();
  add("c", category, {"a"});
  add("d", category, {"a"});
  EXPECT_EQ(refusal("[" + item(R"("column": "c", "range": 0)") + ", " + item(R"("column": "d", "new_categories": 0)") + ", " +
                    item(R"("range": 0)") + "]"),
            "data.expect[0].range: is for numbers and times, 'c' is category in the reference\n"
            "data.expect[1].column: the reference has no column 'd'\n"
            "data.expect[2].reference: there is nothing to compare: it has no column that the table has, and that the checks suit");
  const auto code = [&](const std::string& text) {
    std::ofstream(file_) << text;
    try {
      static_cast<void>(results("[" + item(R"("range": 0)") + "]"));
    } catch (const Error& error) {
      return error.code();
    }
    return ExitCode::done;
  };
  EXPECT_EQ(code("{"), ExitCode::bad_data);
  EXPECT_EQ(code("[1]"), ExitCode::bad_data);
  std::filesystem::remove(file_);
  EXPECT_THROW(static_cast<void>(results("[" + item(R"("range": 0)") + "]")), Error);
}

}  // namespace
}  // namespace trainyard::dataset
