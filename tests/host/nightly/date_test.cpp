#include "host/nightly/date.hpp"

#include <gtest/gtest.h>

namespace trainyard::nightly {
namespace {

using std::chrono::days;

TEST(NightDate, IsReadAndWrittenAlike) {
  for (const char* text : {"1970-01-01", "2012-02-29", "2026-11-23", "2038-01-19", "2038-01-20", "2106-02-08", "9999-12-31"}) {
    const auto date = parse_date(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date_text(*date), text);
  }
}

TEST(NightDate, RefusesWhatIsNoDay) {
  for (const char* text : {"", "2012-02-30", "2011-02-29", "2100-02-29", "2012-13-01", "2012-00-10", "2012-10-00", "2012-1-01", "12-10-01",
                           "2012/10/01", "2012-10-01 ", "2012-10-01T00:00:00Z", "+012-10-01", "2012-10-0a"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(NightDate, CountsLeapDaysAndGoesOnAfter2038) {
  EXPECT_EQ(*parse_date("2012-03-01") - *parse_date("2012-02-28"), days(2));
  EXPECT_EQ(*parse_date("2013-03-01") - *parse_date("2013-02-28"), days(1));
  EXPECT_EQ(*parse_date("2038-01-20") - *parse_date("2038-01-19"), days(1));
  EXPECT_EQ(parse_date("2038-01-20")->time_since_epoch(), days(24856));  // 2^31 seconds end on the day before
}

}  // namespace
}  // namespace trainyard::nightly
