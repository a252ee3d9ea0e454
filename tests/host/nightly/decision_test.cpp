#include "host/nightly/decision.hpp"

#include <gtest/gtest.h>

namespace trainyard::nightly {
namespace {

using Reasons = std::vector<std::string>;

constexpr double day = 86400;
const Rules every_week{.due = 7 * day, .retrain_on = {"schedule", "drift", "score"}};

Situation on(const char* date, const char* last_training, const Reasons& alerts = {}) {
  return {.date = *parse_date(date), .has_model = true, .last_training = parse_date(last_training), .alerts = alerts};
}

TEST(NightDecision, TrainsWhenItIsDueToTheDay) {
  EXPECT_EQ(reasons_to_train(every_week, on("2012-03-05", "2012-02-28")), Reasons{}) << "six days, over a leap day";
  EXPECT_EQ(reasons_to_train(every_week, on("2012-03-06", "2012-02-28")), Reasons{"schedule"});
  EXPECT_EQ(reasons_to_train({.due = 1.5 * day, .retrain_on = {"schedule"}}, on("2012-03-02", "2012-03-01")), Reasons{});
  EXPECT_EQ(reasons_to_train({.due = 1.5 * day, .retrain_on = {"schedule"}}, on("2012-03-03", "2012-03-01")), Reasons{"schedule"});
}

TEST(NightDecision, ANightIsADayLongWhateverTheClocksDo) {
  const Rules every_day{.due = day, .retrain_on = {"schedule"}};
  for (const char* date : {"2012-03-25", "2012-03-26", "2012-10-28", "2012-10-29", "2012-02-29", "2038-01-20"}) {
    const Date night = *parse_date(date);
    const auto before = date_text(night - std::chrono::days(1));
    EXPECT_EQ(reasons_to_train(every_day, on(date, before.c_str())), Reasons{"schedule"}) << date;
  }
}

TEST(NightDecision, TrainsForWhatMonitoringFound) {
  for (const char* kind : {"quality", "feature_drift", "prediction_drift"}) {
    EXPECT_EQ(reasons_to_train(every_week, on("2012-03-02", "2012-03-01", {kind})), Reasons{"drift"}) << kind;
  }
  EXPECT_EQ(reasons_to_train(every_week, on("2012-03-02", "2012-03-01", {"score"})), Reasons{"score"});
  EXPECT_EQ(reasons_to_train(every_week, on("2012-03-02", "2012-03-01", {"skew"})), Reasons{});
  EXPECT_EQ(reasons_to_train(every_week, on("2012-04-02", "2012-03-01", {"score", "feature_drift", "feature_drift"})),
            (Reasons{"schedule", "drift", "score"}));
}

TEST(NightDecision, TrainsForNothingElseThanWhatIsWanted) {
  const Situation all = on("2012-04-02", "2012-03-01", {"score", "feature_drift"});
  for (const std::string reason : {"schedule", "drift", "score"}) {
    EXPECT_EQ(reasons_to_train({.due = day, .retrain_on = {reason}}, all), Reasons{reason});
  }
}

TEST(NightDecision, TheFirstNightTrainsWhateverIsWanted) {
  const Rules drift_alone{.due = day, .retrain_on = {"drift"}};
  Situation first = on("2012-03-02", "");
  EXPECT_EQ(reasons_to_train(drift_alone, first), Reasons{"schedule"});
  first = on("2012-03-02", "2012-03-01");
  first.has_model = false;
  EXPECT_EQ(reasons_to_train(drift_alone, first), Reasons{"schedule"}) << "the gates refused all models so far";
}

}  // namespace
}  // namespace trainyard::nightly
