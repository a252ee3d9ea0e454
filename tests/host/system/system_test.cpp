#include "host/system/system.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sched.h>
#include <vector>

#include "host/system/resources.hpp"

namespace trainyard::system {
namespace {

namespace fs = std::filesystem;

TEST(Machine, NamesEverythingThatARunHasToRecord) {
  const auto machine = system::machine({{"xgboost", "3.2.0"}});
  for (const char* key : {"host", "os", "cpu", "memory", "gpus", "cuda", "build", "libraries"}) EXPECT_TRUE(machine.contains(key)) << key;
  EXPECT_EQ(machine["libraries"]["xgboost"], "3.2.0");
  EXPECT_EQ(machine["libraries"]["hdf5"], "1.10.8");
  EXPECT_EQ(machine["libraries"]["boost"], "1.81.0");
  EXPECT_GT(machine["memory"]["total_bytes"].get<std::uint64_t>(), machine["memory"]["available_bytes"].get<std::uint64_t>());
}

TEST(UsableCores, FollowTheAffinityMask) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &before)) {
      CPU_SET(cpu, &one);
      break;
    }
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(usable_cores(), 1);
  sched_setaffinity(0, sizeof before, &before);
}

TEST(PeakMemory, GrowsWithWhatIsTouched) {
  const auto before = peak_memory();
  std::vector<char> block(64U << 20, 1);
  EXPECT_GE(peak_memory() + (1U << 20), before + block.size() / 2);
}

TEST(GitState, GivesTheCommitAndSeesAChangedFile) {
  const fs::path folder = fs::path(testing::TempDir()) / "git-state";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const std::string git = "git -C " + folder.string() + " -c user.name=t -c user.email=t@t ";
  std::ofstream(folder / "a.txt") << "one";
  ASSERT_EQ(std::system((git + "init -q && " + git + "add a.txt && " + git + "commit -q -m one").c_str()), 0);
  const auto clean = git_state(folder / "a.txt");
  EXPECT_EQ(clean["commit"].get<std::string>().size(), 40U);
  EXPECT_EQ(clean["dirty"], false);
  std::ofstream(folder / "a.txt") << "two";
  EXPECT_EQ(git_state(folder)["dirty"], true);
  fs::remove_all(folder);
}

TEST(GitState, IsNullOutsideARepository) { EXPECT_TRUE(git_state("/proc")["commit"].is_null()); }

TEST(NowUtc, IsIso8601) { EXPECT_EQ(now_utc().size(), std::string("2026-11-23T02:15:00Z").size()); }

TEST(Doctor, FindsAFolderThatTakesNoFiles) {
  const auto checks = doctor("/proc");
  bool failed = false;
  for (const auto& check : checks) {
    if (check["name"] == "results") failed = check["status"] == "fail" && !check["remedy"].get<std::string>().empty();
  }
  EXPECT_TRUE(failed) << checks.dump(2);
}

TEST(Doctor, IsContentWithAWritableFolderAndLeavesNothingThere) {
  const fs::path folder = fs::path(testing::TempDir()) / "doctor";
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const auto& check : doctor(folder / "not/yet/there")) EXPECT_NE(check["status"], "fail") << check.dump();
  EXPECT_TRUE(fs::is_empty(folder));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace trainyard::system
