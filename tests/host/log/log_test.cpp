#include "host/log/log.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "tests/host/storage/folder.hpp"

namespace trainyard::log {
namespace {

std::vector<nlohmann::json> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST(LogFile, HoldsTimeLevelStageAndMessageAsJsonLines) {
  const Folder folder;
  const auto file = folder / "log-lines.jsonl";
  {
    const ToFile to_file(file);
    set_stage("shard");
    warning("a \"quoted\"\nname");
    set_stage("train");
    info("fitting");
  }
  info("after the run");
  const auto lines = lines_of(file);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["level"], "warning");
  EXPECT_EQ(lines[0]["stage"], "shard");
  EXPECT_EQ(lines[0]["message"], "a \"quoted\"\nname");
  EXPECT_EQ(lines[0]["time"].get<std::string>().size(), std::string("2026-11-23T02:15:00.123Z").size());
  EXPECT_EQ(lines[1]["stage"], "train");
}

TEST(LogFile, StaysValidJsonWhenAMessageIsNotUtf8) {
  const Folder folder;
  const auto file = folder / "log-bytes.jsonl";
  {
    const ToFile to_file(file);
    info("bad \xff byte");
  }
  EXPECT_EQ(lines_of(file).size(), 1U);
}

TEST(LogFile, KeepsEveryLineOfManyThreads) {
  const Folder folder;
  const auto file = folder / "log-threads.jsonl";
  {
    const ToFile to_file(file);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 200; ++i) info("line");
      });
    }
  }
  EXPECT_EQ(lines_of(file).size(), 800U);
}

TEST(LogFile, AFullDiskForTheLogStopsNoWorkAndIsSaidOnce) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  testing::internal::CaptureStderr();
  {
    const ToFile to_file("/dev/full");
    EXPECT_NO_THROW(info("lost"));
    EXPECT_NO_THROW(info("lost too"));
  }
  const std::string text = testing::internal::GetCapturedStderr();
  const auto said = text.find("warning: cannot write /dev/full: No space left on device");
  EXPECT_NE(said, std::string::npos) << text;
  EXPECT_EQ(text.find("/dev/full", said + 40), std::string::npos) << text;
}

TEST(LogFile, KeepsApartFromTheTornLineOfAKilledProcess) {
  const Folder folder;
  const auto file = folder / "log-torn.jsonl";
  std::ofstream(file) << "{\"time\": \"20";
  {
    const ToFile to_file(file);
    info("after");
  }
  std::ifstream in(file);
  std::string torn, whole;
  std::getline(in, torn);
  std::getline(in, whole);
  EXPECT_EQ(nlohmann::json::parse(whole)["message"], "after");
}

TEST(LogFile, HoldsInfoEvenWhenStandardErrorIsQuiet) {
  const Folder folder;
  const auto file = folder / "log-quiet.jsonl";
  to_standard_error(true, false);
  {
    const ToFile to_file(file);
    debug("not without verbose");
    info("kept");
  }
  EXPECT_EQ(lines_of(file).size(), 1U);
}

TEST(StandardError, QuietShowsWarningsOnly) {
  testing::internal::CaptureStderr();
  to_standard_error(true, false);
  info("not shown");
  warning("shown");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("not shown"), std::string::npos);
  EXPECT_NE(text.find("warning: shown"), std::string::npos);
}

TEST(Progress, WritesAPlainLineWithRateOffATerminal) {
  const auto begin = std::chrono::steady_clock::now();
  testing::internal::CaptureStderr();
  to_standard_error(false, false);
  {
    Progress progress("trials", 3000, "trials");
    for (std::uint64_t done = 1; done < 3000; ++done) progress.update(done);
    progress.update(3000, "best rmse 1");
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("trials 3000 of 3000"), std::string::npos) << text;
  EXPECT_NE(text.find("best rmse 1"), std::string::npos) << text;
  const auto lines = std::count(text.begin(), text.end(), '\n');
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_LE(lines, 1 + seconds / 5) << "a line every five seconds, not one per update";
}

}  // namespace
}  // namespace trainyard::log
