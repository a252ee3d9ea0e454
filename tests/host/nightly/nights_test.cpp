#include "host/nightly/nights.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::nightly {
namespace {

using nlohmann::ordered_json;

ordered_json record(const std::string& date, bool retrain) {
  return {{"date", date}, {"status", "finished"}, {"decision", {{"retrain", retrain}}}};
}

class NightRecords : public testing::Test {
 protected:
  void SetUp() override { storage::make_folder(nights_.folder()); }
  void publish(const std::string& date, bool retrain) { ASSERT_TRUE(nights_.publish(*parse_date(date), record(date, retrain))); }

  Folder folder_;
  Nights nights_{folder_.path(), "bike"};
};

TEST_F(NightRecords, AreInTheOrderOfTheirDatesWhateverTheTimesOfFiles) {
  for (const char* date : {"2012-10-28", "2038-01-20", "2012-02-29", "2012-10-29"}) publish(date, true);
  namespace fs = std::filesystem;
  fs::last_write_time(nights_.folder() / "2012-02-29.json", fs::file_time_type::clock::now() + std::chrono::hours(48));
  std::vector<std::string> dates;
  for (const Date date : nights_.dates()) dates.push_back(date_text(date));
  EXPECT_EQ(dates, (std::vector<std::string>{"2012-02-29", "2012-10-28", "2012-10-29", "2038-01-20"}));
}

TEST_F(NightRecords, TheLastTrainingIsThatOfTheLatestNightThatTrained) {
  EXPECT_FALSE(nights_.last_training());
  publish("2012-01-02", false);
  EXPECT_FALSE(nights_.last_training());
  publish("2012-01-03", true);
  publish("2012-01-04", false);
  EXPECT_EQ(nights_.last_training(), parse_date("2012-01-03"));
}

TEST_F(NightRecords, AFinishedNightIsNeverWrittenOver) {
  publish("2012-01-02", true);
  EXPECT_FALSE(nights_.publish(*parse_date("2012-01-02"), record("2012-01-02", false)));
  EXPECT_EQ(nights_.find(*parse_date("2012-01-02")), record("2012-01-02", true));
  EXPECT_TRUE(nights_.find(*parse_date("2012-01-03")).is_null());
}

TEST_F(NightRecords, WhatHasBegunIsKnownUntilItIsFinished) {
  const Date date = *parse_date("2012-01-02");
  EXPECT_TRUE(nights_.begun(date).empty());
  nights_.note(date, {{"started", "now"}});
  EXPECT_EQ(nights_.begun(date), (ordered_json{{"started", "now"}}));
  EXPECT_EQ(nights_.unfinished(), std::vector<Date>{date});
  EXPECT_TRUE(nights_.dates().empty());
  publish("2012-01-02", true);
  EXPECT_TRUE(nights_.unfinished().empty());
  EXPECT_EQ(folder_.entries(), 1U);
  EXPECT_TRUE(nights_.begun(date).empty());
}

TEST_F(NightRecords, WhatASleeperHasNotedForANightThatOthersFinishedGoesWithTheNextNight) {
  const Date finished = *parse_date("2012-01-03"), overtaken = *parse_date("2012-01-02"), next = *parse_date("2012-01-04");
  publish("2012-01-03", true);
  for (const Date date : {finished, overtaken, next}) nights_.note(date, {{"started", "now"}});
  EXPECT_EQ(nights_.unfinished(), std::vector<Date>{next});
  EXPECT_EQ(nights_.outdated().size(), 2U);
  publish("2012-01-04", false);
  EXPECT_TRUE(nights_.outdated().empty());
  for (const Date date : {finished, overtaken, next}) EXPECT_TRUE(nights_.begun(date).empty());
}

TEST_F(NightRecords, ANoteThatCannotBeReadIsAsIfThereWereNone) {
  const Date date = *parse_date("2012-01-02");
  nights_.note(date, {{"started", "now"}});
  overwrite(nights_.folder() / ".pending-2012-01-02.json", "{\"started\":");
  EXPECT_TRUE(nights_.begun(date).empty());
}

TEST_F(NightRecords, AnyChangedByteIsFound) {
  publish("2012-01-02", true);
  const auto file = nights_.folder() / "2012-01-02.json";
  with_each_flip(file, 1, [&](std::size_t at) { EXPECT_THROW(read_night(file), Error) << at; });
  EXPECT_NO_THROW(read_night(file));
  std::filesystem::rename(file, nights_.folder() / "2012-01-05.json");
  EXPECT_ERROR(nights_.find(*parse_date("2012-01-05")), ExitCode::bad_data, "another night");
}

}  // namespace
}  // namespace trainyard::nightly
