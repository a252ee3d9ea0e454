#include <sys/wait.h>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/nightly/nights.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::results {
namespace {

namespace fs = std::filesystem;

/// A small results directory with a dataset and a published run.
void fill(const fs::path& root) {
  Results results = Results::open_or_create(root);
  PendingRun run = results.start("house", "k", "first", true, {{"description", "d"}, {"tags", {{"a", "b"}}}});
  run.write_json("metrics.json", {{"rmse", 1.5}});
  run.write_json("model/params.json", {{"depth", 6}});
  run.publish("first");
  const fs::path dataset = root / "datasets/housing/.pending/0123";
  storage::make_folder(dataset / "shards");
  storage::write_file(dataset / "dataset.json", "{}\n");
  storage::write_file(dataset / "shards/part-00000.h5", std::string("\x89HDF\r\n\x1a\n", 8));
  storage::write_manifest(dataset, "dataset");
  ASSERT_TRUE(storage::publish_folder(dataset, root / "datasets/housing/0123"));
  const nightly::Nights nights(root, "house");
  storage::make_folder(nights.folder());
  ASSERT_TRUE(nights.publish(*nightly::parse_date("2012-02-29"), {{"date", "2012-02-29"}, {"status", "finished"}}));
}

std::string found(const fs::path& root) {
  std::string all;
  for (const auto& [path, problem] : verify(root).problems) all += path.lexically_relative(root).string() + ": " + problem + "\n";
  return all;
}

std::vector<fs::path> files_of(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

TEST(Verify, FinishedResultsHaveNoProblems) {
  const Folder folder;
  fill(folder.path());
  const VerifyReport report = verify(folder.path());
  EXPECT_EQ(found(folder.path()), "");
  EXPECT_EQ(report.folders, 2U);
  EXPECT_EQ(report.files, files_of(folder.path()).size());
  EXPECT_TRUE(report.pending.empty());
}

TEST(Verify, ANightAtWorkIsPendingAndAStrayFileAmongNightsIsFound) {
  const Folder folder;
  fill(folder.path());
  const nightly::Nights nights(folder.path(), "house");
  nights.note(*nightly::parse_date("2012-03-01"), {{"started", "now"}});
  {
    const auto lease = storage::Lease::acquire(nights.lease());
    EXPECT_EQ(found(folder.path()), "");
    EXPECT_EQ(verify(folder.path()).pending, std::vector<fs::path>{nights.folder() / ".pending-2012-03-01.json"});
    EXPECT_TRUE(verify(folder.path()).leftovers.empty());
  }
  fs::rename(nights.folder() / "2012-02-29.json", nights.folder() / "2012-02-28.json");
  overwrite(nights.folder() / "notes.txt", "x");
  EXPECT_NE(found(folder.path()).find("another night"), std::string::npos);
  EXPECT_NE(found(folder.path()).find("notes.txt: not part"), std::string::npos);
}

TEST(Verify, WhatWasNotedForAnOvertakenNightIsLeftOverAndNotPending) {
  const Folder folder;
  fill(folder.path());
  const nightly::Nights nights(folder.path(), "house");
  for (const char* date : {"2012-02-28", "2012-02-29"}) nights.note(*nightly::parse_date(date), {{"started", "now"}});
  const VerifyReport report = verify(folder.path());
  EXPECT_TRUE(report.problems.empty());
  EXPECT_TRUE(report.pending.empty());
  EXPECT_EQ(report.leftovers.size(), 2U);
}

TEST(Verify, FindsEverySingleFlippedByteOfEveryFile) {
  const Folder folder;
  fill(folder.path());
  std::size_t flips = 0, bytes = 0;
  for (const fs::path& file : files_of(folder.path())) {
    bytes += fs::file_size(file);
    with_each_flip(file, 1, [&](std::size_t byte) {
      EXPECT_NE(found(folder.path()), "") << file << ", byte " << byte;
      ++flips;
    });
  }
  EXPECT_EQ(flips, bytes);
  EXPECT_GT(flips, 1000U);
  EXPECT_EQ(found(folder.path()), "");
}

TEST(Verify, FindsEveryMissingAndEveryTruncatedFile) {
  const Folder folder;
  fill(folder.path());
  for (const fs::path& file : files_of(folder.path())) {
    const std::string content = storage::read_file(file);
    fs::remove(file);
    const bool of_a_night = file.parent_path().parent_path().filename() == nightly::folder_name;  // which nothing else names
    EXPECT_EQ(found(folder.path()) == "", of_a_night) << file << " was missing";
    overwrite(file, content.substr(0, content.size() - 1));
    EXPECT_NE(found(folder.path()), "") << file << " was truncated";
    overwrite(file, content);
  }
  EXPECT_EQ(found(folder.path()), "");
}

TEST(Verify, LeavesOutTheIndexThatMayBeRemovedAtAnyTime) {
  const Folder folder;
  fill(folder.path());
  fs::create_directories(folder / ".index/house");
  overwrite(folder / ".index/house/1.trials", "anything");
  EXPECT_EQ(found(folder.path()), "");
  fs::remove_all(folder / ".index");
  overwrite(folder / ".index", "a file is no index");
  EXPECT_NE(found(folder.path()), "");
}

TEST(Verify, FindsAStrayFileInEveryFolder) {
  const Folder folder;
  fill(folder.path());
  std::vector<fs::path> folders{folder.path()};
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    if (entry.is_directory() && entry.path().filename() != ".pending") folders.push_back(entry.path());
  }
  for (const fs::path& place : folders) {
    for (const char* name : {"stray", ".hidden", "layout.json~"}) {
      overwrite(place / name, "x");
      EXPECT_NE(found(folder.path()).find(name), std::string::npos) << place / name;
      fs::remove(place / name);
    }
    fs::create_symlink("/etc/passwd", place / "link");
    EXPECT_NE(found(folder.path()).find("link"), std::string::npos) << place;
    fs::remove(place / "link");
  }
}

TEST(Verify, FolderWithoutAManifestIsNotARun) {
  const Folder folder;
  fill(folder.path());
  storage::make_folder(folder / "experiments/house/runs/empty");
  EXPECT_NE(found(folder.path()).find("runs/empty/manifest.json: cannot read"), std::string::npos);
}

TEST(Verify, RenamedRunAndExperimentAreFound) {
  const Folder folder;
  fill(folder.path());
  fs::rename(folder / "experiments/house/runs/first", folder / "experiments/house/runs/renamed");
  EXPECT_EQ(found(folder.path()), "experiments/house/runs/renamed: its run.json names another run\n");
  fs::rename(folder / "experiments/house", folder / "experiments/House");
  EXPECT_NE(found(folder.path()).find("lies in the folder 'House'"), std::string::npos);
}

TEST(Verify, PendingRunsAndTemporariesOfTheKilledAreNoProblems) {
  const Folder folder;
  fill(folder.path());
  const pid_t child = ::fork();
  if (child == 0) {
    const PendingRun run = Results::open(folder.path()).start("house", "other", "pending", false, {});
    const storage::AtomicFile half(folder / "layout.json");
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  const VerifyReport report = verify(folder.path());
  EXPECT_EQ(found(folder.path()), "");
  ASSERT_EQ(report.pending.size(), 1U);
  EXPECT_EQ(report.pending[0], folder / "experiments/house/runs/.pending/pending");
  EXPECT_EQ(report.leftovers.size(), 1U);
  EXPECT_EQ(verify(report.pending[0]).pending.size(), 1U);
}

TEST(Verify, DatasetBeingMadeIsPendingAndItsLeaseIsNoStrayFile) {
  const Folder folder;
  fill(folder.path());
  const fs::path dataset = folder / "datasets/housing/.pending-89ab-1-2";
  const auto lease = storage::Lease::acquire(dataset.string() + ".lease");
  storage::make_folder(dataset / "shards");
  overwrite(folder / "datasets/housing/.pending-cdef-1-3.lease", "{}");  // its maker died before it made the folder
  fs::last_write_time(folder / "datasets/housing/.pending-cdef-1-3.lease", fs::file_time_type::clock::now() - std::chrono::hours(2));
  const VerifyReport report = verify(folder.path());
  EXPECT_EQ(found(folder.path()), "");
  EXPECT_EQ(report.pending, std::vector<fs::path>{dataset});
  EXPECT_EQ(report.leftovers.size(), 1U);
}

TEST(Verify, TakesARunADatasetAnExperimentOrACopyOfARun) {
  const Folder folder, elsewhere;
  fill(folder.path());
  EXPECT_EQ(verify(folder / "datasets/housing/0123").folders, 1U);
  EXPECT_EQ(verify(folder / "experiments/house").folders, 1U);
  EXPECT_EQ(verify(folder / "experiments/house/runs/first/").folders, 1U);
  fs::copy(folder / "experiments/house/runs/first", elsewhere / "copy", fs::copy_options::recursive);
  EXPECT_EQ(found(elsewhere / "copy"), "");
  fs::remove(elsewhere / "copy" / "manifest.json");
  EXPECT_NE(found(elsewhere / "copy"), "");
}

TEST(Verify, WhatIsNoneOfTheseIsNoInput) {
  const Folder folder;
  overwrite(folder / "file", "x");
  EXPECT_ERROR(verify(folder.path()), ExitCode::no_input, "neither a results directory nor");
  EXPECT_ERROR(verify(folder / "file"), ExitCode::no_input, "not a folder");
  EXPECT_ERROR(verify(folder / "absent"), ExitCode::no_input, "does not exist");
}

TEST(Verify, UnreadableFileIsAProblem) {
  if (::geteuid() == 0) {
    const pid_t child = ::fork();  // root reads everything: look as somebody else
    if (child != 0) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
      return;
    }
    ::umask(0);
    if (::setuid(65534) != 0) ::_exit(2);
  }
  bool seen = false;
  {
    const Folder folder;
    fill(folder.path());
    fs::permissions(folder / "experiments/house/runs/first/metrics.json", fs::perms(0));
    seen = found(folder.path()).find("metrics.json: cannot read") != std::string::npos;
  }
  if (::getuid() == 65534) ::_exit(seen ? 0 : 1);
  EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace trainyard::results
