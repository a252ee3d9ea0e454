// Making a dataset that was interrupted goes on, and gives the bytes that it gives uninterrupted.
#include <chrono>
#include <sys/stat.h>

#include "host/dataset/pending.hpp"
#include "host/dataset/progress.hpp"
#include "tests/host/dataset/made_files.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

struct GoingOn : MakingTest {
  void SetUp() override {
    MakingTest::SetUp();
    write("a.csv", csv_header() + csv_rows(1, 0, 350));
    write("b.csv", csv_header("extra") + csv_rows(2, 350, 250, [](std::size_t) { return "is not read"; }));
  }

  ShardRequest two_files(const std::string& results = "results") const { return request_for({"a.csv", "b.csv"}, results); }

  [[nodiscard]] fs::path datasets(const std::string& results = "results") const { return folder_ / results / "datasets/data"; }

  /// Lets the progress be told of so many times, then stops. False when the dataset was made before.
  static bool interrupt(ShardRequest request, int after) {
    request.progress = [&](std::uint64_t, std::uint64_t) {
      if (after-- == 0) throw Error(ExitCode::interrupted, "stopped");
    };
    try {
      shard(request);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::interrupted) << error.what();
      return true;
    }
    return false;
  }

  [[nodiscard]] std::optional<fs::path> pending(const std::string& results = "results") const {
    if (!fs::exists(datasets(results))) return std::nullopt;
    for (const std::string& name : names_in(datasets(results))) {
      if (name.starts_with(".pending-")) return datasets(results) / name;
    }
    return std::nullopt;
  }

  /// Interrupts after many blocks, and returns the pending folder, which has shards.
  fs::path interrupted(const ShardRequest& request, int after = 12) {
    EXPECT_TRUE(interrupt(request, after));
    const auto left = pending();
    EXPECT_TRUE(left && fs::exists(*left / progress_file));
    EXPECT_TRUE(fs::exists(*left / "shards/part-00001.h5"));
    return *left;
  }

  /// Interrupted at every point, the same request gives the same files, and does not write the shards again that were there.
  void expect_to_go_on_anywhere(ShardRequest request, bool shards_stay = true) {
    request.results = folder_ / "whole";
    const auto expected = files_in(shard(request).dataset.folder());
    int resumed = 0;
    for (int after = 0;; ++after) {
      request.results = folder_ / ("results-" + std::to_string(after));
      if (!interrupt(request, after)) break;
      SCOPED_TRACE("interrupted after " + std::to_string(after));
      std::map<std::string, ino_t> before;
      if (const auto left = pending(request.results.filename())) {
        const auto progress = nlohmann::json::parse(read(*left / progress_file));
        for (const auto& entry : progress.at("shards")) before[entry.at("file")] = inode(*left / entry.at("file").get<std::string>());
        ++resumed;
      }
      const fs::path found = shard(request).dataset.folder();
      expect_same_files(expected, files_in(found));
      for (const auto& [file, number] : before) {
        if (shards_stay) {
          EXPECT_EQ(inode(found / file), number) << file << " was written again";
        }
      }
      EXPECT_EQ(names_in(found.parent_path()), std::vector<std::string>{found.filename()});
      if (HasFailure()) return;
    }
    EXPECT_GT(resumed, 2);
  }

  static ino_t inode(const fs::path& path) {
    struct stat state {};
    EXPECT_EQ(::stat(path.c_str(), &state), 0) << path;
    return state.st_ino;
  }

  /// Makes it again after something was done to the pending folder; returns the warnings.
  std::string warnings_of_anew(ShardRequest request, const fs::path& left) {
    const ino_t first = fs::exists(left / "shards/part-00000.h5") ? inode(left / "shards/part-00000.h5") : 0;
    const std::string kept = (folder_ / "kept.h5").string();
    if (first != 0) fs::create_hard_link(left / "shards/part-00000.h5", kept);  // or the number is given again
    std::string warnings;
    request.warn = [&](const std::string& message) { warnings += message + "\n"; };
    const fs::path found = shard(request).dataset.folder();
    EXPECT_NE(inode(found / "shards/part-00000.h5"), first) << "was taken over";
    fs::remove(kept);
    auto whole = request;
    whole.results = folder_ / "whole";
    whole.warn = {};
    expect_same_files(files_in(shard(whole).dataset.folder()), files_in(found));
    return warnings;
  }
};

TEST_F(GoingOn, GivesTheSameBytesWhereverItWasInterrupted) { expect_to_go_on_anywhere(two_files()); }

TEST_F(GoingOn, GivesTheSameBytesWithShardsWrittenBesideTheReading) {
  auto request = two_files();
  request.threads = 3;
  expect_to_go_on_anywhere(request);
  expect_same_files(files_in(shard(two_files("one")).dataset.folder()),
                    files_in(folder_ / "whole/datasets/data" / names_in(folder_ / "whole/datasets/data").front()));
}

TEST_F(GoingOn, GivesTheSameBytesUnderAGivenSchema) {
  auto request = two_files();
  auto schema = shard(two_files("learned")).dataset.schema();
  schema.fields[0].role = Role::target;
  schema.fields[5].type = ColumnType::text;
  schema.fields[5].role = Role::id;
  schema.fields[1].personal = true;
  request.target = "count";
  request.schema = schema;
  request.max_bad_rows = 0.3;
  expect_to_go_on_anywhere(request);
}

TEST_F(GoingOn, GivesTheSameBytesWithoutDuplicates) {
  write("c.csv", csv_header() + csv_rows(1, 0, 120) + csv_rows(3, 600, 100) + csv_rows(1, 0, 50));
  auto request = request_for({"a.csv", "c.csv"});
  request.duplicates.action = DuplicateOptions::Action::drop;
  request.duplicates.keep = Keep::last;
  expect_to_go_on_anywhere(request, false);
}

TEST_F(GoingOn, GivesTheSameBytesWhenTheFirstRowsWereMisleading) {
  std::string rows = "x,y\n";
  for (int row = 0; row < 11'500; ++row) rows += std::to_string(row % 7) + "," + std::to_string(row % 11) + "\n";
  write("long.csv", rows + "none,0\n0.5,1\n");
  auto request = request_for({"long.csv"});
  request.shard_rows = 3500;
  request.max_bad_rows = 0;
  request.block_bytes = 16384;
  expect_to_go_on_anywhere(request, false);  // those of the wrong guess do not stay
}

TEST_F(GoingOn, TakesEveryInterruptionInARow) {
  int attempts = 0;
  while (interrupt(two_files(), 9)) ASSERT_LT(++attempts, 100);
  EXPECT_GT(attempts, 1);
  expect_same_files(files_in(shard(two_files("whole")).dataset.folder()), files_in(shard(two_files()).dataset.folder()));
}

TEST_F(GoingOn, BeginsAnewAndSaysSoWhenTheProgressIsDamaged) {
  const fs::path left = interrupted(two_files());
  std::string text = read(left / progress_file);
  text[text.size() / 2] ^= 1;
  std::ofstream(left / progress_file, std::ios::binary) << text;
  EXPECT_TRUE(contains(warnings_of_anew(two_files(), left), "is damaged, or of sources that had other names; all is read anew"));
}

TEST_F(GoingOn, BeginsAnewAndSaysSoWhenAShardIsDamagedOrMissing) {
  fs::path left = interrupted(two_files());
  std::fstream shard_file(left / "shards/part-00001.h5", std::ios::binary | std::ios::in | std::ios::out);
  for (int at = 2000; at < 12'000; at += 64) shard_file.seekp(at).put('#');
  shard_file.close();
  EXPECT_TRUE(contains(warnings_of_anew(two_files(), left), "the shards to go on from are damaged; all is read anew"));
  for (const char* file : {"shards/part-00000.h5", "shards/part-00001.h5", "shards", "quarantine.csv"}) {
    SCOPED_TRACE(file);
    fs::remove_all(folder_ / "results");
    left = interrupted(two_files());
    fs::remove_all(left / file);
    EXPECT_TRUE(contains(warnings_of_anew(two_files(), left), "all is read anew"));
  }
}

TEST_F(GoingOn, BeginsAnewWhenShardsShallHaveAnotherSize) {
  const fs::path left = interrupted(two_files());
  auto request = two_files();
  request.shard_rows = 200;
  EXPECT_TRUE(contains(warnings_of_anew(request, left), "has shards of another size; all is read anew"));
}

TEST_F(GoingOn, LeavesNothingOfAKilledMakerInTheDataset) {
  const fs::path left = interrupted(two_files());
  std::ofstream(left / "shards/part-00077.h5") << "of a longer reading";
  std::ofstream(left / "manifest.json") << "{}";
  fs::create_directories(left / "without-duplicates/shards");
  expect_same_files(files_in(shard(two_files("whole")).dataset.folder()), files_in(shard(two_files()).dataset.folder()));
}

TEST_F(GoingOn, IsNotTriedAfterAnotherError) {
  auto request = two_files();
  request.max_bad_rows = 0;
  failure(ExitCode::bad_data, [&] { shard(request); });
  EXPECT_TRUE(names_in(datasets()).empty());
}

TEST_F(GoingOn, KeepsWhatOthersLeftForAWeek) {
  const fs::path mine = interrupted(two_files());
  const fs::path other = datasets() / ".pending-0123456789abcdef", second = datasets() / ".pending-0123456789abcdef-7-7";
  fs::copy(mine, other, fs::copy_options::recursive);
  fs::copy(mine, second, fs::copy_options::recursive);
  fs::create_directories(datasets() / ".pending-aaaaaaaaaaaaaaaa");
  std::ofstream(datasets() / ".pending-bbbbbbbbbbbbbbbb.lease") << "of the dead";

  fs::last_write_time(datasets() / ".pending-bbbbbbbbbbbbbbbb.lease", fs::file_time_type::clock::now() - std::chrono::hours(1));

  const auto day = std::chrono::hours(24);
  fs::last_write_time(other / progress_file, fs::file_time_type::clock::now() - 6 * day);
  { const Pending pending(datasets(), "cccccccccccccccc"); }
  EXPECT_EQ(names_in(datasets()), (std::vector<std::string>{other.filename(), mine.filename()}));
  fs::last_write_time(other / progress_file, fs::file_time_type::clock::now() - 8 * day);
  { const Pending pending(datasets(), "cccccccccccccccc"); }
  EXPECT_EQ(names_in(datasets()), std::vector<std::string>{mine.filename()});
}

TEST_F(GoingOn, LeavesTheLivingAlone) {
  const std::string version = "0123456789abcdef";
  Pending first(datasets(), version);
  Pending second(datasets(), version);
  EXPECT_NE(first.folder(), second.folder());
  EXPECT_TRUE(fs::exists(first.folder()) && fs::exists(second.folder()));
  EXPECT_TRUE(first.publish(datasets() / version));
  EXPECT_FALSE(second.publish(datasets() / version));
}

}  // namespace
}  // namespace trainyard::dataset
