// Dates and times of day against the standard library's calendar.
#include "kernels/derive/calendar.cuh"

#include <chrono>
#include <gtest/gtest.h>
#include <random>

namespace trainyard::kernels::derive {
namespace {

void expect_date(std::chrono::sys_days day) {
  const std::chrono::year_month_day expected(day);
  const auto number = static_cast<std::int32_t>(day.time_since_epoch().count());
  const cpu::Date found = cpu::date_of(number);
  ASSERT_EQ(found.year, static_cast<int>(expected.year())) << number;
  ASSERT_EQ(found.month, static_cast<int>(static_cast<unsigned>(expected.month()))) << number;
  ASSERT_EQ(found.day, static_cast<int>(static_cast<unsigned>(expected.day()))) << number;
  const auto new_year = std::chrono::sys_days(expected.year() / std::chrono::January / 1);
  ASSERT_EQ(found.day_of_year, (day - new_year).count() + 1) << number;
  ASSERT_EQ(cpu::weekday_of(number), static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1) << number;
}

TEST(Calendar, KnowsEveryDayFromTheYear0To9999) {
  using namespace std::chrono;
  const sys_days last = sys_days(year(9999) / December / 31);
  for (sys_days day = sys_days(year(0) / January / 1); day <= last; day += days(1)) expect_date(day);
}

TEST(Calendar, SplitsAMomentIntoItsDayAndTheRest) {
  std::mt19937_64 random(5);
  constexpr std::int64_t day = 86'400'000'000;
  for (int i = 0; i < 200'000; ++i) {
    const auto number = static_cast<std::int64_t>(random() % 200'000) - 100'000;  // where a double holds every microsecond
    for (const std::int64_t rest : {std::int64_t{0}, std::int64_t{1}, day - 1, static_cast<std::int64_t>(random() % day)}) {
      const cpu::Moment found = cpu::moment_of(static_cast<double>(number * day + rest));
      ASSERT_EQ(found.day, number);
      ASSERT_EQ(found.rest, static_cast<double>(rest));
    }
  }
}

TEST(Calendar, ExcludesWhatIsBeyondItsYears) {
  for (const double time : {1e18, -1e18, 1e300, std::nan("")}) {
    EXPECT_FALSE(cpu::in_calendar(time)) << time;
    EXPECT_EQ(cpu::moment_of(time).day, 0);
  }
}

}  // namespace
}  // namespace trainyard::kernels::derive
