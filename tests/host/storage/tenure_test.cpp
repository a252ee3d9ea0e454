#include "host/storage/tenure.hpp"

#include <cstdlib>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/storage/lease.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

void belong_to(const char* job, const char* life) {
  ::setenv("TRAINYARD_JOB", job, 1);
  ::setenv("TRAINYARD_LIFE", life, 1);
}

/// A process of that life that has the lease and stays, stopped, as a node that is no longer heard of.
class Unheard {
 public:
  Unheard(const std::filesystem::path& file, const char* job, const char* life) : child_(::fork()) {
    if (child_ == 0) {
      belong_to(job, life);
      const auto lease = Lease::acquire(file);
      ::raise(SIGSTOP);
      ::_exit(lease && lease->still_ours() ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child_, &status, WUNTRACED);
  }
  Unheard(const Unheard&) = delete;
  Unheard& operator=(const Unheard&) = delete;
  ~Unheard() {
    if (child_ > 0) go_on();
  }
  /// Whether it still holds the lease when it is heard of again.
  bool go_on() {
    ::kill(child_, SIGCONT);
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = 0;
    return WEXITSTATUS(status) == 1;
  }

 private:
  pid_t child_;
};

class TenureTest : public ::testing::Test {
 protected:
  void TearDown() override {
    ::unsetenv("TRAINYARD_JOB");
    ::unsetenv("TRAINYARD_LIFE");
  }
  const Folder folder;
};

TEST_F(TenureTest, ALaterLifeTakesTheLeaseOfAnEarlierOneThatMayStillWrite) {
  Unheard first(folder / "a.lease", "job", "1");
  belong_to("job", "2");
  EXPECT_FALSE(Lease::held(folder / "a.lease"));
  const auto lease = Lease::acquire(folder / "a.lease");
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->taken_over() && lease->fences() && lease->still_ours());
  EXPECT_FALSE(first.go_on()) << "it is told when it asks";
  EXPECT_TRUE(lease->still_ours());
}

TEST_F(TenureTest, AnEarlierLifeOrAnotherJobTakesNothing) {
  const Unheard second(folder / "a.lease", "job", "2");
  for (const auto& [job, life] : {std::pair{"job", "1"}, {"job", "2"}, {"other", "3"}, {"", ""}}) {
    belong_to(job, life);
    EXPECT_FALSE(Lease::acquire(folder / "a.lease")) << job << " " << life;
  }
}

TEST_F(TenureTest, WhatADeadProcessLeftNeedsNoFence) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lease = Lease::acquire(folder / "a.lease");
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  const auto lease = Lease::acquire(folder / "a.lease");
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->taken_over() && !lease->fences());
}

}  // namespace
}  // namespace trainyard::storage
