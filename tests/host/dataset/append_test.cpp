// More files at the end of the sources: the shards of the files before are taken over, and the dataset is the one made from scratch.
#include <sys/stat.h>

#include "host/storage/manifest.hpp"
#include "tests/host/dataset/made_files.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

struct Appending : MakingTest {
  void SetUp() override {
    MakingTest::SetUp();
    write("a.csv", csv_header() + csv_rows(1, 0, 400));
    write("b.csv", csv_header("extra") + csv_rows(2, 400, 250, [](std::size_t) { return "is not read"; }));
    write("c.csv", csv_header() + csv_rows(3, 650, 120) + "1,2.5,true,2024-01-01T10:00:00Z,a new city,note,x1\n");
  }

  static std::pair<dev_t, ino_t> file_of(const fs::path& path) {
    struct stat state {};
    EXPECT_EQ(::stat(path.c_str(), &state), 0) << path;
    return {state.st_dev, state.st_ino};
  }

  /// Whether the first shards of `next` are those of `base`.
  static bool shares(const Dataset& base, const Dataset& next) {
    std::size_t shared = 0;
    for (std::size_t i = 0; i < base.shards(); ++i) {
      const std::string name = "shards/part-0000" + std::to_string(i) + ".h5";
      shared += file_of(base.folder() / name) == file_of(next.folder() / name) ? 1 : 0;
    }
    EXPECT_TRUE(shared == 0 || shared == base.shards());
    return shared > 0;
  }

  /// The same request from scratch, and that all but the cut into shards is the same.
  void expect_same_as_from_scratch(const Dataset& found, ShardRequest request) {
    request.results = folder_ / ("scratch-" + found.version());
    const Dataset scratch = shard(request).dataset;
    EXPECT_EQ(scratch.version(), found.version());
    for (const char* name : {"profile.json", "quality.json", "schema.yaml", "quarantine.csv"}) {
      EXPECT_EQ(read(scratch.folder() / name), read(found.folder() / name)) << name;
    }
    expect_same_tables(scratch, found);
    EXPECT_TRUE(storage::verify_folder(found.folder()).empty());
  }
};

TEST_F(Appending, TakesOverTheShardsOfTheFilesBefore) {
  const Dataset one = shard(request_for({"a.csv"})).dataset;
  const Dataset two = shard(request_for({"a.csv", "b.csv"})).dataset;
  const Dataset three = shard(request_for({"a.csv", "b.csv", "c.csv"})).dataset;
  EXPECT_TRUE(shares(one, two));
  EXPECT_TRUE(shares(two, three));
  expect_same_as_from_scratch(two, request_for({"a.csv", "b.csv"}));
  expect_same_as_from_scratch(three, request_for({"a.csv", "b.csv", "c.csv"}));

  const Table before = one.read(), after = three.read();
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    EXPECT_TRUE(std::equal(before.columns[i].codes.begin(), before.columns[i].codes.end(), after.columns[i].codes.begin()));
  }
  EXPECT_EQ(names_in(one.folder().parent_path()).size(), 3U);
  fs::remove_all(one.folder());
  fs::remove_all(two.folder());
  EXPECT_TRUE(storage::verify_folder(three.folder()).empty());
  expect_same_tables(Dataset::open(three.folder()), three);
}

TEST_F(Appending, SkipsToTheLongestStartThatIsThere) {
  const Dataset one = shard(request_for({"a.csv"})).dataset;
  const Dataset three = shard(request_for({"a.csv", "b.csv", "c.csv"})).dataset;
  EXPECT_TRUE(shares(one, three));
  expect_same_as_from_scratch(three, request_for({"a.csv", "b.csv", "c.csv"}));
}

TEST_F(Appending, MakesAllAnewWhenANewFileChangesAType) {
  write("d.csv", csv_header() + "0.5,2.5,maybe,2024-01-01T10:00:00Z,Bern,note,5\n0.5,2,perhaps,2024-01-01,Bern,,\n");
  auto first = request_for({"a.csv"}), both = request_for({"a.csv", "d.csv"});
  const Dataset one = shard(first).dataset;
  const Dataset two = shard(both).dataset;
  EXPECT_FALSE(shares(one, two));
  EXPECT_EQ(two.schema().find("count")->type, ColumnType::floating);
  expect_same_as_from_scratch(two, both);
}

TEST_F(Appending, SharesNothingUnderOtherOptionsOrNamesOrFromADamagedDataset) {
  const Dataset one = shard(request_for({"a.csv"})).dataset;
  auto request = request_for({"a.csv", "b.csv"});
  request.target = "city";
  EXPECT_FALSE(shares(one, shard(request).dataset));

  fs::copy(folder_ / "a.csv", folder_ / "renamed.csv");
  request = request_for({"renamed.csv", "b.csv"});
  EXPECT_FALSE(shares(one, shard(request).dataset));
  expect_same_as_from_scratch(shard(request).dataset, request);

  fs::remove(one.folder() / "shards/part-00001.h5");
  request = request_for({"a.csv", "c.csv"});
  const Dataset two = shard(request).dataset;
  EXPECT_NE(file_of(one.folder() / "shards/part-00000.h5"), file_of(two.folder() / "shards/part-00000.h5"));
  expect_same_as_from_scratch(two, request);
}

TEST_F(Appending, GoesOnAfterAnInterruption) {
  const Dataset one = shard(request_for({"a.csv"})).dataset;
  auto request = request_for({"a.csv", "b.csv", "c.csv"});
  for (int after = 0;; ++after) {
    int left = after;
    request.progress = [&](std::uint64_t, std::uint64_t) {
      if (left-- == 0) throw Error(ExitCode::interrupted, "stopped");
    };
    try {
      shard(request);
      break;
    } catch (const Error&) {
    }
    request.progress = {};
    const Dataset three = shard(request).dataset;
    EXPECT_TRUE(shares(one, three));
    if (after % 10 == 3) expect_same_as_from_scratch(three, request);
    fs::remove_all(three.folder());
    fs::remove_all(folder_ / ("scratch-" + three.version()));
    ASSERT_FALSE(HasFailure()) << after;
  }
}

TEST_F(Appending, DropsDuplicatesAcrossFiles) {
  write("b.csv", csv_header() + csv_rows(4, 400, 100));
  write("c.csv", csv_header() + csv_rows(1, 0, 100) + csv_rows(5, 500, 100) + csv_rows(5, 500, 100));
  for (const Keep keep : {Keep::first, Keep::last}) {
    const auto with = [&](const std::vector<std::string>& files) {
      auto request = request_for(files);
      request.duplicates.action = DuplicateOptions::Action::drop;
      request.duplicates.keep = keep;
      return request;
    };
    const Dataset one = shard(with({"a.csv"})).dataset;
    const Dataset two = shard(with({"a.csv", "b.csv"})).dataset;
    EXPECT_TRUE(shares(one, two));
    expect_same_as_from_scratch(two, with({"a.csv", "b.csv"}));
    expect_same_as_from_scratch(shard(with({"a.csv", "b.csv", "c.csv"})).dataset, with({"a.csv", "b.csv", "c.csv"}));
    write("d.csv", csv_header() + csv_rows(6, 700, 50));
    expect_same_as_from_scratch(shard(with({"a.csv", "b.csv", "c.csv", "d.csv"})).dataset, with({"a.csv", "b.csv", "c.csv", "d.csv"}));
  }
}

TEST_F(Appending, KeepsTestFilesApart) {
  const auto with_test = [&](const std::vector<std::string>& files) {
    auto request = request_for(files);
    request.test_sources = {folder_ / "c.csv"};
    return request;
  };
  const Dataset trained = shard(request_for({"a.csv"})).dataset;
  const Dataset one = shard(with_test({"a.csv"})).dataset;
  EXPECT_TRUE(shares(trained, one));
  EXPECT_TRUE(one.sources().back().test && !one.sources().front().test);
  expect_same_as_from_scratch(one, with_test({"a.csv"}));
  const Dataset two = shard(with_test({"a.csv", "b.csv"})).dataset;
  EXPECT_TRUE(shares(trained, two));
  expect_same_as_from_scratch(two, with_test({"a.csv", "b.csv"}));
  const Dataset no_test = shard(request_for({"a.csv", "c.csv"})).dataset;
  EXPECT_NE(no_test.version(), one.version());
  expect_same_as_from_scratch(no_test, request_for({"a.csv", "c.csv"}));
}

}  // namespace
}  // namespace trainyard::dataset
