// Each crash happens in a process of its own.
#include "host/search/crash_note.hpp"

#include <cstdlib>
#include <optional>
#include <sys/mman.h>
#include <sys/resource.h>

#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;
using test::dies_by;

std::string line_of(int signal) { return (signal < 10 ? "0" : "") + std::to_string(signal) + "\n"; }

/// "" when there is no such file.
std::string noted(const fs::path& file) { return fs::exists(file) ? storage::read_file(file) : ""; }

void write_where_nothing_may() {
  auto* page = static_cast<volatile char*>(::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  *page = 1;
}

class CrashNoteTest : public ::testing::Test {
 protected:
  CrashNoteTest() {
    ::getrlimit(RLIMIT_CORE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_CORE, &none);
  }
  ~CrashNoteTest() override { ::setrlimit(RLIMIT_CORE, &before_); }

  const Folder folder_;
  const fs::path file_ = folder_ / "000007.crashes";
  rlimit before_{};
};

TEST_F(CrashNoteTest, EveryFatalSignalLeavesItsLineAndEndsTheProcessAllTheSame) {
  std::string lines;
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    dies_by(signal, [&] {
      const CrashNote note(file_);
      ::raise(signal);
    });
    EXPECT_EQ(noted(file_), lines += line_of(signal)) << "one line more";
  }
}

TEST_F(CrashNoteTest, AWriteToForbiddenMemoryAndAnAbortAreSuchSignals) {
  dies_by(SIGSEGV, [&] {
    const CrashNote note(file_);
    write_where_nothing_may();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV));
  dies_by(SIGABRT, [&] {
    const CrashNote note(file_);
    std::abort();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV) + line_of(SIGABRT));
}

TEST_F(CrashNoteTest, WithoutACrashThereIsNone) {
  EXPECT_EQ(test::status_of([&] { const CrashNote note(file_); }), 0);
  for (const int signal : {SIGKILL, SIGTERM}) {
    dies_by(signal, [&] {
      const CrashNote note(file_);
      ::raise(signal);
    });
  }
  dies_by(SIGSEGV, [&] {
    { const CrashNote note(file_); }
    write_where_nothing_may();
  });
  EXPECT_EQ(folder_.entries(), 0U) << "a crash after the work is over is none of it";
}

TEST_F(CrashNoteTest, IsOfTheThreadThatMadeIt) {
  const fs::path other = folder_ / "000008.crashes";
  dies_by(SIGSEGV, [&] {
    const CrashNote of_main(other);
    std::thread([&] {
      const CrashNote of_thread(file_);
      write_where_nothing_may();
    }).join();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV));
  EXPECT_EQ(noted(other), "");
}

TEST_F(CrashNoteTest, AThreadWithoutOneUsesTheOnlyOneThereIs) {
  dies_by(SIGSEGV, [&] {
    const CrashNote note(file_);
    std::thread(write_where_nothing_may).join();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV));
}

TEST_F(CrashNoteTest, AThreadWithoutOneAccusesNobodyWhereThereAreSeveral) {
  dies_by(SIGSEGV, [&] {
    const CrashNote first(file_), second(folder_ / "000008.crashes");
    std::thread(write_where_nothing_may).join();
  });
  EXPECT_EQ(folder_.entries(), 0U);
}

TEST_F(CrashNoteTest, TwoThreadsAtOneTrialAreNoReasonToAccuseNobody) {
  dies_by(SIGSEGV, [&] {
    const CrashNote note(file_);
    std::thread([&] {
      const CrashNote of_the_helper(file_);
      std::thread(write_where_nothing_may).join();
    }).join();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV));
}

TEST_F(CrashNoteTest, MovesWithItsOwner) {
  dies_by(SIGSEGV, [&] {
    std::optional<CrashNote> kept;
    {
      CrashNote made(file_);
      kept.emplace(std::move(made));
    }
    write_where_nothing_may();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV));
  dies_by(SIGSEGV, [&] {
    CrashNote made(file_);
    { const CrashNote kept(std::move(made)); }
    write_where_nothing_may();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV)) << "what was moved from notes nothing";
}

TEST_F(CrashNoteTest, OneAfterTheOtherIsEachForItself) {
  for (int i = 0; i < 10'000; ++i) const CrashNote note(folder_ / (std::to_string(i) + ".crashes"));
  dies_by(SIGSEGV, [&] {
    { const CrashNote before(folder_ / "000001.crashes"); }
    const CrashNote note(file_);
    write_where_nothing_may();
  });
  EXPECT_EQ(noted(file_), line_of(SIGSEGV));
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(CrashNoteTest, ANameBeyondWhatTheSystemTakesIsAnError) {
  EXPECT_ERROR(CrashNote(folder_ / std::string(5000, 'x')), ExitCode::cannot_create, "too long");
}

}  // namespace
}  // namespace trainyard::search
