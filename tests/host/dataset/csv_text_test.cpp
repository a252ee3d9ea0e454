#include "host/dataset/csv_text.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>

namespace trainyard::dataset {
namespace {

TEST(CsvText, NumbersReadBackToTheSameBits) {
  for (const float value : {0.1F, 1e-45F, 3.4028235e38F, -0.0F, 123456.79F})
    EXPECT_EQ(std::strtof(csv_number(value).c_str(), nullptr), value) << csv_number(value);
  EXPECT_EQ(csv_number(std::numeric_limits<double>::quiet_NaN()), "");
}

TEST(CsvText, FieldsAreQuotedOnlyWhereTheyHaveToBe) {
  EXPECT_EQ(csv_field("NEAR BAY"), "NEAR BAY");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"no\""), "\"say \"\"no\"\"\"");
}

}  // namespace
}  // namespace trainyard::dataset
