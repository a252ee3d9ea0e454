#include "host/storage/atomic_file.hpp"

#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "host/error/error.hpp"
#include "host/storage/leftovers.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

namespace fs = std::filesystem;

TEST(AtomicFile, PublishesWhatWasWritten) {
  const Folder folder;
  AtomicFile file(folder / "a.json");
  file.write("one ");
  file.write("two");
  EXPECT_FALSE(fs::exists(folder / "a.json"));
  file.publish();
  EXPECT_EQ(read_file(folder / "a.json"), "one two");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(AtomicFile, LeavesNothingBehindWhenDestroyedUnpublished) {
  const Folder folder;
  {
    AtomicFile file(folder / "a.json");
    file.write("half");
  }
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(AtomicFile, ReplacesAnOlderFileWithMode0640) {
  const Folder folder;
  write_file(folder / "a", "old");
  write_file(folder / "a", "new");
  EXPECT_EQ(read_file(folder / "a"), "new");
  EXPECT_EQ(fs::status(folder / "a").permissions() & fs::perms::mask, fs::perms(0640) & fs::status(folder / "a").permissions());
  EXPECT_EQ(fs::status(folder / "a").permissions() & fs::perms::others_all, fs::perms::none);
}

TEST(AtomicFile, PublishesWhatAnotherLibraryWroteToItsPath) {
  const Folder folder;
  AtomicFile kept(folder / "kept"), remade(folder / "remade");
  std::ofstream(kept.path(), std::ios::trunc) << "by another library";
  fs::remove(remade.path());
  std::ofstream(remade.path()) << "by one that unlinks first";
  kept.publish();
  remade.publish();
  EXPECT_EQ(read_file(folder / "kept"), "by another library");
  EXPECT_EQ(read_file(folder / "remade"), "by one that unlinks first");
}

TEST(AtomicFile, NewFileNeverReplacesOne) {
  const Folder folder;
  EXPECT_TRUE(write_new_file(folder / "a", "first"));
  EXPECT_FALSE(write_new_file(folder / "a", "second"));
  EXPECT_EQ(read_file(folder / "a"), "first");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(AtomicFile, LongestNameStillHasRoomForItsTemporary) {
  const Folder folder;
  const std::string name(255, 'x');
  write_file(folder / name, "fits");
  EXPECT_EQ(read_file(folder / name), "fits");
  EXPECT_ERROR(write_file(folder / std::string(256, 'x'), "no"), ExitCode::cannot_create, "too long");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(AtomicFile, FolderThatIsAFileCannotCreate) {
  const Folder folder;
  write_file(folder / "file", "");
  EXPECT_ERROR(AtomicFile(folder / "file" / "below"), ExitCode::cannot_create, "a part of the path is a file");
  EXPECT_ERROR(AtomicFile(folder / "absent" / "below"), ExitCode::cannot_create, "absent");
  EXPECT_ERROR(check_writable(folder / "file"), ExitCode::cannot_create, "file");
  EXPECT_ERROR(make_folder(folder / "file" / "below"), ExitCode::cannot_create, "file");
}

/// Runs `work` in a child and returns its exit status: 0 when it returned, an Error's code otherwise.
template <typename Work>
int in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      work();
      ::_exit(0);
    } catch (const Error& error) {
      ::_exit(static_cast<int>(error.code()));
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void limit_file_size(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(AtomicFile, ReadOnlyFolderCannotCreate) {
  const Folder folder;
  fs::permissions(folder.path(), fs::perms(0555));
  const int status = in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(99);  // root writes everywhere
    write_file(folder / "a", "x");
  });
  EXPECT_EQ(status, static_cast<int>(ExitCode::cannot_create));
  fs::permissions(folder.path(), fs::perms(0700));
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(AtomicFile, NoRoomKeepsTheOldFileAndLeavesNothing) {
  const Folder folder;
  write_file(folder / "a", "old");
  const int status = in_child([&] {
    limit_file_size(1 << 16);
    write_file(folder / "a", std::string(1 << 20, 'n'));  // a short write at the limit, then EFBIG
  });
  EXPECT_EQ(status, static_cast<int>(ExitCode::io));
  EXPECT_EQ(read_file(folder / "a"), "old");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(AppendLine, NoRoomIsAnErrorAndATornLineStaysApart) {
  const Folder folder;
  append_line(folder / "log", "whole", true);
  const int status = in_child([&] {
    limit_file_size(10);
    append_line(folder / "log", "this line does not fit", true);
  });
  EXPECT_EQ(status, static_cast<int>(ExitCode::io));
  append_line(folder / "log", "after", false);
  EXPECT_EQ(read_file(folder / "log"), "whole\nthis\nafter\n");
}

TEST(AppendLine, RefusesTwoLinesInOne) {
  const Folder folder;
  EXPECT_ERROR(append_line(folder / "log", "a\nb", false), ExitCode::bug, "newline");
}

TEST(ReadFile, AbsentIsNoInputAndAFolderIsIo) {
  const Folder folder;
  EXPECT_ERROR(read_file(folder / "absent"), ExitCode::no_input, "absent");
  EXPECT_ERROR(read_file(folder.path()), ExitCode::io, "directory");
}

TEST(PublishFolder, NeverReplacesAPublishedOne) {
  const Folder folder;
  make_folder(folder / "pending" / "deep");
  write_file(folder / "pending" / "deep" / "a", "1");
  EXPECT_TRUE(publish_folder(folder / "pending", folder / "made/final"));
  make_folder(folder / "pending");
  EXPECT_FALSE(publish_folder(folder / "pending", folder / "made/final"));
  EXPECT_TRUE(fs::exists(folder / "pending"));
  EXPECT_EQ(read_file(folder / "made/final/deep/a"), "1");
}

TEST(CheckName, TakesPlainNamesOnly) {
  for (const char* good : {"a", "house_value-2.1", "_x", "0", "A..B"}) EXPECT_NO_THROW(check_name("experiment", good)) << good;
  for (const std::string& bad :
       {std::string(""), std::string("."), std::string(".."), std::string("a/b"), std::string("../a"), std::string("%2e%2e"),
        std::string("a\\b"), std::string(300, 'a'), std::string("n\0l", 3), std::string("a b"), std::string("-rf"), std::string(".hidden"),
        std::string("\u2024\u2024"), std::string("p\u0430ypal"), std::string("a\n")}) {
    EXPECT_ERROR(check_name("experiment", bad), ExitCode::bad_config, "experiment '");
  }
}

/// Kills a child that goes on publishing alternating contents; the file must always be one of them, whole.
void kill_repeatedly(int kills) {
  const Folder folder;
  const std::string zero(100'000, '0'), one(150'000, '1');
  write_file(folder / "f", zero);
  unsigned seed = 1;
  for (int kill = 0; kill < kills; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0;; ++i) write_file(folder / "f", i % 2 != 0 ? zero : one);
    }
    ::usleep(static_cast<useconds_t>(rand_r(&seed) % 20'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string content = read_file(folder / "f");
    ASSERT_TRUE(content == zero || content == one) << "after kill " << kill << ": " << content.size() << " bytes";
  }
  remove_leftovers(folder.path());
  EXPECT_EQ(folder.entries(), 1U) << "temporaries of the killed were not removed";
}

TEST(AtomicFile, IsOldOrNewAfterSixtyKills) { kill_repeatedly(60); }
TEST(SlowAtomicFile, IsOldOrNewAfterFiveHundredKills) { kill_repeatedly(500); }

TEST(Leftovers, TemporariesOfTheLivingStay) {
  const Folder folder;
  AtomicFile mine(folder / "mine");
  write_file(folder / ".own.tmp", "not named by us");
  remove_leftovers(folder.path());
  EXPECT_TRUE(fs::exists(mine.path()));
  EXPECT_TRUE(fs::exists(folder / ".own.tmp"));
}

}  // namespace
}  // namespace trainyard::storage
