// From raw files to a published dataset and back.
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <thread>

#include "host/dataset/value.hpp"
#include "host/storage/manifest.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;
using Shard = Workspace;

constexpr const char* people =
    "age,height,member,city,since,note,y\n"
    "31,1.75,true,Bern,2020-01-02,,1.5\n"
    "NA,1.80,false,Basel,2021-03-04T05:06:07Z,,2.5\n"
    "45,,TRUE,Bern,2022-05-06,,3.5\n"
    "52,1.65,,\"Genève, Vaud\",,,4.5\n";

TEST_F(Shard, KnowsTypesAndKeepsEveryValue) {
  const auto made = shard(request(people, "y"));
  EXPECT_TRUE(made.made);
  const Table table = made.dataset.read();
  ASSERT_EQ(table.rows(), 4U);
  ASSERT_EQ(table.columns.size(), 6U);  // `note` has no value and is dropped
  EXPECT_EQ(table.find("age")->type, ColumnType::integer);
  EXPECT_EQ(table.find("age")->numbers[0], 31);
  EXPECT_TRUE(std::isnan(table.find("age")->numbers[1]));
  EXPECT_EQ(table.find("height")->type, ColumnType::floating);
  EXPECT_EQ(table.find("height")->numbers[1], 1.80);
  EXPECT_TRUE(std::isnan(table.find("height")->numbers[2]));
  EXPECT_EQ(table.find("member")->type, ColumnType::boolean);
  EXPECT_EQ(table.find("member")->numbers[1], 0);
  EXPECT_EQ(table.find("member")->numbers[2], 1);
  EXPECT_TRUE(std::isnan(table.find("member")->numbers[3]));
  EXPECT_EQ(table.find("city")->type, ColumnType::category);
  EXPECT_EQ(table.find("city")->codes, (std::vector<std::int32_t>{0, 1, 0, 2}));
  EXPECT_EQ(*table.find("city")->dictionary, (Dictionary{"Bern", "Basel", "Genève, Vaud"}));
  EXPECT_EQ(table.find("since")->type, ColumnType::timestamp);
  EXPECT_EQ(table.find("since")->numbers[1], static_cast<double>(parse_timestamp("2021-03-04T05:06:07Z").value));
  EXPECT_TRUE(std::isnan(table.find("since")->numbers[3]));
  EXPECT_EQ(table.find("note"), nullptr);
  EXPECT_EQ(made.dataset.schema().find("note")->role, Role::ignore);
  EXPECT_EQ(made.dataset.schema().find("y")->role, Role::target);
  EXPECT_EQ(table.ids[3].number, 3U);
}

TEST_F(Shard, PublishesEverythingUnderAManifestAndNothingElse) {
  const auto made = shard(request(people, "y"));
  EXPECT_EQ(made.dataset.folder(), folder_ / "results/datasets/data" / made.dataset.version());
  EXPECT_EQ(made.dataset.version().size(), 16U);
  for (const char* file : {"dataset.json", "schema.yaml", "quality.json", "quarantine.csv", "manifest.json", "shards/part-00000.h5"}) {
    EXPECT_TRUE(fs::exists(made.dataset.folder() / file)) << file;
  }
  EXPECT_TRUE(storage::verify_folder(made.dataset.folder()).empty());
  std::size_t entries = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "results/datasets/data")) {
    EXPECT_EQ(entry.path(), made.dataset.folder());
    ++entries;
  }
  EXPECT_EQ(entries, 1U);
}

TEST_F(Shard, IsFoundAgainUnchanged) {
  const auto first = shard(request(people, "y"));
  const auto before = fs::last_write_time(first.dataset.folder() / "manifest.json");
  auto again = request(people, "y");
  again.shard_rows = 2;
  again.threads = 2;
  again.memory_bytes = 1 << 20;
  const auto second = shard(again);
  EXPECT_FALSE(second.made);
  EXPECT_EQ(second.dataset.version(), first.dataset.version());
  EXPECT_EQ(second.dataset.shards(), 1U);
  EXPECT_EQ(fs::last_write_time(first.dataset.folder() / "manifest.json"), before);
}

TEST_F(Shard, HasAnotherVersionForOtherRowsTargetColumnsSchemaOrRulesAndTheSameForAnotherName) {
  std::map<std::string, std::string> versions;
  const auto add = [&](const std::string& what, const ShardRequest& changed) { versions[shard(changed).dataset.version()] += what + " "; };
  auto plain = request(people, "y");
  add("plain", plain);
  auto changed = plain;
  changed.target = "height";
  changed.drop = {"y"};
  add("target", changed);
  changed = plain;
  changed.drop = {"city"};
  add("drop", changed);
  changed = plain;
  changed.quarantine = false;
  add("fail", changed);
  changed = plain;
  changed.max_bad_rows = 0.1;
  add("max", changed);
  changed = plain;
  changed.schema = shard(plain).dataset.schema();
  add("schema", changed);
  changed = plain;
  changed.sources = {write("other.csv", people + std::string("1,1,true,Bern,,,1\n"))};
  add("rows", changed);
  EXPECT_EQ(versions.size(), 7U);
  changed = plain;
  changed.name = "elsewhere";
  changed.sources = {write("copy.csv", people)};
  add("name", changed);
  EXPECT_EQ(versions.size(), 7U);
}

TEST_F(Shard, HasTheSameRowsForAnyShardSize) {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 257; ++i)
    text += std::to_string(i * 7 % 13) + "," + (i % 11 == 3 ? "" : "t" + std::to_string(i * i % 29)) + "," + std::to_string(i / 3.0) + "\n";
  const Table whole = shard(request(text)).dataset.read();
  for (const std::uint64_t rows : {16, 100, 256, 257, 1000}) {
    auto cut = request(text);
    cut.shard_rows = rows;
    cut.results = folder_ / ("results" + std::to_string(rows));
    const auto made = shard(cut);
    EXPECT_EQ(made.dataset.shards(), (257 + rows - 1) / rows);
    const Table table = made.dataset.read();
    for (std::size_t i = 0; i < whole.columns.size(); ++i) {
      EXPECT_EQ(table.columns[i].numbers, whole.columns[i].numbers);
      EXPECT_EQ(table.columns[i].codes, whole.columns[i].codes);
    }
    EXPECT_EQ(*table.columns[1].dictionary, *whole.columns[1].dictionary);
    for (std::size_t row = 0; row < 257; ++row) EXPECT_EQ(table.ids[row].number, row);
  }
}

TEST_F(Shard, WritesTheSameBytesForAnyNumberOfThreads) {
  std::string text = "a,b,c,d,y\n";
  for (int i = 0; i < 30000; ++i) {
    const std::string n = std::to_string(i);
    text += n + (i % 500 == 7 ? ",oops" : ",0.25") + ",t" + std::to_string(i * 7919 % 1000) + (i % 300 == 5 ? ",1,extra" : ",2020-01-01") +
            "," + n + ".5\n";
  }
  std::vector<Dataset> made;
  auto asked = request(text, "y");
  for (const int threads : {1, 2, 5}) {
    asked.results = folder_ / std::to_string(threads);
    asked.threads = threads;
    asked.shard_rows = 7000;
    made.push_back(shard(asked).dataset);
  }
  EXPECT_GT(made[0].quarantined(), 100U);
  for (const char* file :
       {"manifest.json", "dataset.json", "quality.json", "quarantine.csv", "shards/part-00000.h5", "shards/part-00004.h5"}) {
    for (const Dataset& other : made) EXPECT_TRUE(read(other.folder() / file) == read(made[0].folder() / file)) << file;
  }
}

TEST_F(Shard, WritesTheSameBytesEveryTime) {
  auto one = request(people, "y");
  auto two = one;
  one.results = folder_ / "one";
  two.results = folder_ / "two";
  two.memory_bytes = 1 << 22;
  const auto first = shard(one);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // a time stamp, were there one, would show
  const auto second = shard(two);
  for (const char* file : {"dataset.json", "schema.yaml", "quality.json", "quarantine.csv", "manifest.json", "shards/part-00000.h5"}) {
    EXPECT_TRUE(read(first.dataset.folder() / file) == read(second.dataset.folder() / file)) << file;
  }
}

TEST_F(Shard, ReadsSeveralFilesInOrderWithColumnsByName) {
  auto both = request("a,b\n1,x\n2,y\n");
  both.sources.push_back(write("second.csv", "b,a\nz,3\nx,4\n"));
  const auto made = shard(both);
  const Table table = made.dataset.read();
  EXPECT_EQ(table.find("a")->numbers, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(table.find("b")->codes, (std::vector<std::int32_t>{0, 1, 2, 0}));
  EXPECT_EQ(table.ids[2].source, 1U);
  EXPECT_EQ(table.ids[2].number, 0U);
  ASSERT_EQ(made.dataset.sources().size(), 2U);
  EXPECT_EQ(made.dataset.sources()[0].bytes, 12U);
  EXPECT_EQ(made.dataset.sources()[0].sha256.size(), 64U);
}

TEST_F(Shard, NamesAFileThatLacksAColumnOfTheFirst) {
  auto both = request("alpha,b\n1,x\n");
  both.sources.push_back(write("second.csv", "alpa,b\n3,z\n"));
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(both)); });
  EXPECT_TRUE(contains(message, "second.csv: there is no column 'alpha', did you mean 'alpa'?")) << message;
}

TEST_F(Shard, AnswersAnUnknownTargetOrDroppedColumnWithTheNearest) {
  std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(request("price,size\n1,2\n", "prise"))); });
  EXPECT_TRUE(contains(message, "there is no column 'prise' (data.target), did you mean 'price'?")) << message;
  auto dropping = request("price,size\n1,2\n");
  dropping.drop = {"sise"};
  message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(dropping)); });
  EXPECT_TRUE(contains(message, "there is no column 'sise' (data.drop), did you mean 'size'?")) << message;
}

TEST_F(Shard, HintsAtAnotherDelimiterWhenTheTargetIsNotThere) {
  const std::string message =
      failure(ExitCode::bad_data, [&] { static_cast<void>(shard(request("size (m, n);price\n1,5;2\n", "price"))); });
  EXPECT_TRUE(contains(message, "; it looks separated by ';', set data.csv.delimiter: ';'")) << message;
}

TEST_F(Shard, NeverHintsAtTheDelimiterThatIsSet) {
  auto given = request("'size; m';price\n1;2\n", "prise");
  given.reading.csv = {.delimiter = ';', .quote = '\''};
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(given)); });
  EXPECT_TRUE(contains(message, "there is no column 'prise'")) << message;
  EXPECT_FALSE(contains(message, "it looks separated")) << message;
}

TEST_F(Shard, RefusesATargetThatIsDroppedOrEmpty) {
  auto dropping = request("a,b\n1,2\n", "a");
  dropping.drop = {"a"};
  static_cast<void>(failure(ExitCode::bad_config, [&] { static_cast<void>(shard(dropping)); }));
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(request("a,b\n,2\nNA,3\n", "a"))); });
  EXPECT_TRUE(contains(message, "the target 'a' has no value in any row")) << message;
}

TEST_F(Shard, LeavesNothingBehindWhenItFails) {
  auto strict = request("a,b\n1,2\n2,x\n3,4\n4,5\n");
  strict.max_bad_rows = 0.3;
  strict.quarantine = false;
  static_cast<void>(failure(ExitCode::bad_data, [&] { static_cast<void>(shard(strict)); }));
  EXPECT_TRUE(fs::is_empty(folder_ / "results/datasets/data"));
}

TEST_F(Shard, RemovesWhatAKilledMakerLeft) {
  const fs::path parent = folder_ / "results/datasets/data";
  fs::create_directories(parent / ".pending-0123456789abcdef-1-1/shards");
  std::ofstream(parent / ".pending-0123456789abcdef-1-1/shards/part-00000.h5") << "half";
  const auto made = shard(request(people, "y"));
  EXPECT_FALSE(fs::exists(parent / ".pending-0123456789abcdef-1-1"));
  EXPECT_TRUE(fs::exists(made.dataset.folder()));
}

TEST_F(Shard, StopsAndLeavesNothingWhenProgressThrows) {
  auto stopped = request(people, "y");
  std::uint64_t last = 0, total = 0;
  stopped.progress = [&](std::uint64_t done, std::uint64_t all) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, all);
    last = done;
    total = all;
  };
  static_cast<void>(shard(stopped));
  EXPECT_EQ(last, total);
  stopped.results = folder_ / "stopped";
  stopped.progress = [&](std::uint64_t done, std::uint64_t all) {
    if (done == all) throw Error(ExitCode::interrupted, "stop");
  };
  static_cast<void>(failure(ExitCode::interrupted, [&] { static_cast<void>(shard(stopped)); }));
  EXPECT_TRUE(fs::is_empty(folder_ / "stopped/datasets/data"));
}

TEST_F(Shard, KeepsOddColumnNames) {
  const auto made = shard(request("a/b,.,%,é,\"x,y\",a b\n1,2,3,4,5,6\n7,8,9,10,11,12\n"));
  const Table table = made.dataset.read();
  ASSERT_EQ(table.columns.size(), 6U);
  EXPECT_EQ(table.find("a/b")->numbers, (std::vector<double>{1, 7}));
  EXPECT_EQ(table.find(".")->numbers, (std::vector<double>{2, 8}));
  EXPECT_EQ(table.find("%")->numbers, (std::vector<double>{3, 9}));
  EXPECT_EQ(table.find("x,y")->numbers, (std::vector<double>{5, 11}));
}

TEST_F(Shard, RefusesAMissingSourceAndABadName) {
  auto absent = request(people);
  absent.sources = {folder_ / "absent.csv"};
  static_cast<void>(failure(ExitCode::no_input, [&] { static_cast<void>(shard(absent)); }));
  auto odd = request(people);
  odd.name = "../x";
  static_cast<void>(failure(ExitCode::bad_config, [&] { static_cast<void>(shard(odd)); }));
}

}  // namespace
}  // namespace trainyard::dataset
