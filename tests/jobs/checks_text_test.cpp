#include "jobs/checks_text.hpp"

#include <gtest/gtest.h>

namespace trainyard::jobs {
namespace {

TEST(ChecksText, HasARowForEachCheck) {
  const nlohmann::ordered_json checks = {{{"name", "age: range"},
                                          {"level", "fail"},
                                          {"status", "failed"},
                                          {"observed", "-1 to 9"},
                                          {"expected", "at least 0"},
                                          {"rows_failing", 1200},
                                          {"first", "a.csv: data row 3: '-1'"}},
                                         {{"name", "rows"},
                                          {"level", "warn"},
                                          {"status", "not_evaluated"},
                                          {"observed", "0"},
                                          {"expected", "at most 5"},
                                          {"rows_failing", 0},
                                          {"first", ""}}};
  EXPECT_EQ(checks_text(checks),
            "check       verdict                  expected    observed  rows failing  first\n"
            "age: range  failed                   at least 0  -1 to 9          1,200  a.csv: data row 3: '-1'\n"
            "rows        not evaluated (warning)  at most 5   0\n");
  EXPECT_EQ(checks_text(nlohmann::ordered_json::array()), "");
}

}  // namespace
}  // namespace trainyard::jobs
