#include "host/storage/lease.hpp"

#include <chrono>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/leftovers.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

namespace fs = std::filesystem;

/// Counters that forked children share.
struct Shared {
  std::atomic<int> ready{0}, won{0}, inside{0}, overlaps{0};
  std::atomic<bool> go{false};
  static Shared* make() { return new (::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Shared; }
};

template <typename Work>
pid_t spawn(Work work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  work();
  ::_exit(0);
}

void join(const std::vector<pid_t>& children) {
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "a child ended with status " << status;
  }
}

/// Leaves a lease behind as a killed process does.
void abandon(const fs::path& file) {
  const pid_t child = spawn([&] {
    auto lease = Lease::acquire(file);
    ::raise(SIGKILL);
  });
  ::waitpid(child, nullptr, 0);
  ASSERT_TRUE(fs::exists(file));
}

/// A lease as a process on another machine would leave it, its heartbeat `age` seconds ago.
void from_elsewhere(const fs::path& file, int age) {
  overwrite(file, R"({"host":"other","machine":"0123456789abcdef","pid":1,"start":1,"token":"t"})"
                  "\n");
  const std::time_t now = std::time(nullptr);
  const timespec times[2] = {{now - age, 0}, {now - age, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
}

TEST(Lease, IsHeldByOneAndRemovedWhenGivenBack) {
  const Folder folder;
  {
    const auto first = Lease::acquire(folder / "a.lease");
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->still_ours());
    EXPECT_TRUE(Lease::held(folder / "a.lease"));
    EXPECT_FALSE(Lease::acquire(folder / "a.lease"));
  }
  EXPECT_EQ(folder.entries(), 0U);
  EXPECT_FALSE(Lease::held(folder / "a.lease"));
  EXPECT_TRUE(Lease::acquire(folder / "a.lease"));
}

TEST(Lease, TellsWhoHoldsIt) {
  const Folder folder;
  EXPECT_EQ(Lease::holder(folder / "a.lease"), "");
  const auto lease = Lease::acquire(folder / "a.lease");
  EXPECT_TRUE(Lease::holder(folder / "a.lease").starts_with("process " + std::to_string(::getpid()) + " on "));
  overwrite(folder / "b.lease", "{\"host\":\"oth");
  EXPECT_EQ(Lease::holder(folder / "b.lease"), "");
}

TEST(Lease, OfAProcessKilledWhileItGaveItBackIsTakenOver) {
  const Folder folder;
  const fs::path file = folder / "a.lease";
  abandon(file);
  const std::string content = read_file(file);
  overwrite(folder / ("a.lease." + sha256(content).substr(0, 16) + ".successor"), content);
  const auto lease = Lease::acquire(file);
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->taken_over() && lease->still_ours());
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(Lease, OfAKilledProcessIsTakenOver) {
  const Folder folder;
  abandon(folder / "a.lease");
  EXPECT_FALSE(Lease::held(folder / "a.lease"));
  const auto lease = Lease::acquire(folder / "a.lease");
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->still_ours());
  EXPECT_EQ(folder.entries(), 1U) << "the takeover left files behind";
}

TEST(Lease, OfAZombieIsTakenOver) {
  const Folder folder;
  const pid_t child = spawn([&] {
    auto lease = Lease::acquire(folder / "a.lease");
    ::raise(SIGKILL);
  });
  siginfo_t info;
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(Lease::acquire(folder / "a.lease"));
  ::waitpid(child, nullptr, 0);
}

TEST(Lease, OfAReusedProcessIdIsTakenOver) {
  const Folder folder;
  std::string content;
  {
    const auto lease = Lease::acquire(folder / "a.lease");
    content = read_file(folder / "a.lease");
  }
  const auto start = content.find("\"start\":") + 8;
  overwrite(folder / "a.lease", content.substr(0, start) + "1" + content.substr(content.find(',', start)));
  EXPECT_TRUE(Lease::acquire(folder / "a.lease"));
}

TEST(Lease, OfAnotherMachineIsHeldWhileItsHeartbeatIsFresh) {
  const Folder folder;
  from_elsewhere(folder / "a.lease", 60);
  EXPECT_TRUE(Lease::held(folder / "a.lease", 7200));
  EXPECT_FALSE(Lease::acquire(folder / "a.lease", 7200));
  from_elsewhere(folder / "a.lease", 7260);
  EXPECT_FALSE(Lease::held(folder / "a.lease", 7200));
  EXPECT_TRUE(Lease::acquire(folder / "a.lease", 7200));
}

TEST(Lease, ClockThatSteppedBackNeitherFreesNorBreaksALivingOne) {
  const Folder folder;
  from_elsewhere(folder / "other.lease", -3600);  // our clock is now an hour behind its heartbeat
  EXPECT_FALSE(Lease::acquire(folder / "other.lease"));
  const auto lease = Lease::acquire(folder / "mine.lease");
  const timespec past[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (folder / "mine.lease").c_str(), past, 0), 0);
  EXPECT_FALSE(Lease::acquire(folder / "mine.lease")) << "on the same machine the process decides, not the clock";
  EXPECT_TRUE(lease->still_ours());
}

TEST(Lease, HeartbeatRenewsTheFileTime) {
  const Folder folder;
  const auto lease = Lease::acquire(folder / "a.lease", 0.2);
  const auto before = fs::last_write_time(folder / "a.lease");
  for (int i = 0; i < 4000 && fs::last_write_time(folder / "a.lease") == before; ++i)  // the heart beats late on a busy machine
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_GT(fs::last_write_time(folder / "a.lease"), before);
}

TEST(Lease, EmptyFileOfACrashedMachineIsFreedByItsAge) {
  const Folder folder;
  overwrite(folder / "a.lease", "");
  EXPECT_FALSE(Lease::acquire(folder / "a.lease", 7200));
  const timespec past[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (folder / "a.lease").c_str(), past, 0), 0);
  EXPECT_TRUE(Lease::acquire(folder / "a.lease", 7200));
}

TEST(Lease, LostToAnotherIsNoticedAndNotRemoved) {
  const Folder folder;
  {
    const auto lease = Lease::acquire(folder / "a.lease");
    write_file(folder / "a.lease", "another's\n");
    EXPECT_FALSE(lease->still_ours());
  }
  EXPECT_EQ(read_file(folder / "a.lease"), "another's\n");
}

TEST(Lease, ForkedCopyDoesNotGiveItBack) {
  const Folder folder;
  auto lease = Lease::acquire(folder / "a.lease");
  join({spawn([&] { lease.reset(); })});
  EXPECT_TRUE(lease->still_ours());
}

/// `rounds` times, `takers` processes race for one lease, free or left by a killed process; each time exactly one must win.
void race(bool abandoned, int rounds, int takers) {
  for (int round = 0; round < rounds; ++round) {
    const Folder folder;
    if (abandoned) abandon(folder / "a.lease");
    Shared* shared = Shared::make();
    std::vector<pid_t> children;
    for (int i = 0; i < takers; ++i) {
      children.push_back(spawn([&] {
        ++shared->ready;
        while (!shared->go) ::usleep(10);
        const auto lease = Lease::acquire(folder / "a.lease");
        if (lease) ++shared->won;
        --shared->ready;
        while (shared->ready > 0) ::usleep(100);  // nobody gives back before everybody has tried
        if (lease && !lease->still_ours()) ::_exit(2);
      }));
    }
    while (shared->ready < takers) ::usleep(100);
    shared->go = true;
    join(children);
    EXPECT_EQ(shared->won, 1) << "round " << round;
    ::munmap(shared, sizeof(Shared));
  }
}

TEST(Lease, FreeOneHasOneWinnerOfEight) { race(false, 10, 8); }
TEST(Lease, DeadOneHasOneWinnerOfEight) { race(true, 10, 8); }
TEST(SlowLease, FreeOneHasOneWinnerOfEightInThreeHundredRounds) { race(false, 300, 8); }
TEST(SlowLease, DeadOneHasOneWinnerOfEightInThreeHundredRounds) { race(true, 300, 8); }

/// Processes take, hold and give back one lease, some dying while they hold or take it, until it has changed hands so often: never two at
/// once, and never nobody for good.
void churn(int processes, int hands) {
  const Folder folder;
  Shared* shared = Shared::make();
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    children.push_back(spawn([&] {
      for (int turn = 0; shared->won < hands; ++turn) {
        const auto mortal = ::fork();
        if (mortal == 0) {
          auto lease = Lease::acquire(folder / "a.lease");
          if (!lease) ::_exit(0);
          ++shared->won;
          if (++shared->inside != 1) ++shared->overlaps;
          ::usleep(200);
          --shared->inside;
          if (turn % 3 == 0) ::raise(SIGKILL);
          lease.reset();
          ::_exit(0);
        }
        ::waitpid(mortal, nullptr, 0);
      }
    }));
  }
  join(children);
  EXPECT_EQ(shared->overlaps, 0);
  EXPECT_TRUE(Lease::acquire(folder / "a.lease"));
  remove_leftovers(folder.path());
  EXPECT_EQ(folder.entries(), 0U) << "leftovers of the killed were not removed";
  ::munmap(shared, sizeof(Shared));
}

TEST(Lease, ChangesHandsAmongTheDyingOneAtATime) { churn(6, 60); }
TEST(SlowLease, ChangesHandsAmongTheDyingOneAtATimeAThousandTimes) { churn(6, 1000); }

TEST(Lease, TakerKilledHalfwayIsSucceeded) {
  const Folder folder;
  // Kill takers at random instants, so that some die between their successor file and the rename.
  abandon(folder / "a.lease");
  unsigned seed = 7;
  for (int i = 0; i < 100; ++i) {
    const pid_t taker = spawn([&] {
      auto lease = Lease::acquire(folder / "a.lease");
      ::pause();
    });
    ::usleep(static_cast<useconds_t>(rand_r(&seed) % 3000));
    ::kill(taker, SIGKILL);
    ::waitpid(taker, nullptr, 0);
  }
  EXPECT_TRUE(Lease::acquire(folder / "a.lease"));
}

TEST(Lease, WhatOneKilledWhileItGaveItBackLeftGoesWithTheTemporaries) {
  const Folder folder;
  for (const char* name : {"a.lease.0123456789abcdef.successor", "notes.successor"}) abandon(folder / name);
  const auto held = Lease::acquire(folder / "b.lease");
  const std::string living = "c.lease.0123456789abcdef.successor";
  std::filesystem::copy_file(folder / "b.lease", folder / living);
  remove_temporaries(folder.path());
  EXPECT_FALSE(std::filesystem::exists(folder / "a.lease.0123456789abcdef.successor"));
  EXPECT_TRUE(std::filesystem::exists(folder / living)) << "it may be part of a takeover in progress";
  EXPECT_TRUE(std::filesystem::exists(folder / "notes.successor")) << "not named by us";
}

TEST(Lease, PlaceThatCannotBeWrittenIsAnError) {
  const Folder folder;
  EXPECT_ERROR(Lease::acquire(folder / "absent" / "a.lease"), ExitCode::cannot_create, "a.lease");
}

}  // namespace
}  // namespace trainyard::storage
