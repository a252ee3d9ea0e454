#include "host/system/system.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <sched.h>
#include <vector>

#include "host/system/resources.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::system {
namespace {

namespace fs = std::filesystem;

TEST(Machine, NamesEverythingThatARunHasToRecord) {
  const auto machine = system::machine({{"xgboost", "3.2.0"}});
  for (const char* key : {"host", "os", "cpu", "memory", "gpus", "cuda", "build", "libraries"}) EXPECT_TRUE(machine.contains(key)) << key;
  EXPECT_EQ(machine["libraries"]["xgboost"], "3.2.0");
  EXPECT_EQ(machine["libraries"]["hdf5"], "1.10.8");
  EXPECT_EQ(machine["libraries"]["boost"], "1.81.0");
  for (const auto& [name, version] : machine["libraries"].items()) {
    EXPECT_TRUE(std::regex_match(version.get<std::string>(), std::regex("[0-9]+(\\.[0-9]+)+.*"))) << name << " " << version;
  }
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

void put(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

TEST(GroupLimits, AreTheLowestOfTheGroupAndAllAboveIt) {
  const Folder root;
  put(root / "v2", "0::/job/step\n");
  put(root / "sys2/job/cpu.max", "250000 100000\n");
  put(root / "sys2/job/step/cpu.max", "max 100000\n");
  put(root / "sys2/job/memory.max", "8000\n");
  put(root / "sys2/job/memory.current", "5000\n");
  put(root / "sys2/job/memory.stat", "anon 4000\ninactive_file 1000\n");
  put(root / "sys2/job/step/memory.max", "max\n");
  const GroupLimits two = group_limits(root / "v2", root / "sys2");
  EXPECT_EQ(two.cores, 2.5);
  EXPECT_EQ(two.memory, 8000U);
  EXPECT_EQ(two.headroom, 4000U);
  put(root / "v1", "4:memory:/slurm/not/visible\n3:cpuset:/\n1:cpu,cpuacct:/\n0::/\n");
  put(root / "sys1/memory/memory.limit_in_bytes", "9000\n");
  put(root / "sys1/memory/memory.usage_in_bytes", "9500\n");
  put(root / "sys1/cpu,cpuacct/cpu.cfs_quota_us", "150000\n");
  put(root / "sys1/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  const GroupLimits one = group_limits(root / "v1", root / "sys1");
  EXPECT_EQ(one.cores, 1.5);
  EXPECT_EQ(one.memory, 9000U);
  EXPECT_EQ(one.headroom, 0U);
  put(root / "sys1/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  EXPECT_TRUE(std::isinf(group_limits(root / "v1", root / "sys1").cores));
  EXPECT_TRUE(std::isinf(group_limits(root / "absent", root / "sys1").cores));
}

TEST(PeakMemory, GrowsWithWhatIsTouched) {
  const auto before = peak_memory();
  std::vector<char> block(64U << 20, 1);
  EXPECT_GE(peak_memory() + (1U << 20), before + block.size() / 2);
}

TEST(GitState, GivesTheCommitAndSeesAChangedFile) {
  const Folder folder;
  const std::string git = "git -C " + folder.path().string() + " -c user.name=t -c user.email=t@t ";
  std::ofstream(folder / "a.txt") << "one";
  ASSERT_EQ(std::system((git + "init -q && " + git + "add a.txt && " + git + "commit -q -m one").c_str()), 0);
  const auto clean = git_state(folder / "a.txt");
  EXPECT_EQ(clean["commit"].get<std::string>().size(), 40U);
  EXPECT_EQ(clean["dirty"], false);
  std::ofstream(folder / "a.txt") << "two";
  EXPECT_EQ(git_state(folder.path())["dirty"], true);
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
  const Folder folder;
  for (const auto& check : doctor(folder / "not/yet/there")) EXPECT_NE(check["status"], "fail") << check.dump();
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace trainyard::system
