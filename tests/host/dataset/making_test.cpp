// A dataset's files depend neither on threads nor on blocks, and its types not on the rows they were first guessed from.
#include "tests/host/dataset/made_files.hpp"

namespace trainyard::dataset {
namespace {

struct Making : MakingTest {
  using Files = std::map<std::string, std::string>;

  Files made(ShardRequest request, int threads, std::size_t block_bytes) {
    request.threads = threads;
    request.block_bytes = block_bytes;
    request.results = folder_ / ("results-" + std::to_string(threads) + "-" + std::to_string(block_bytes));
    return files_in(shard(request).dataset.folder());
  }

  /// The files, which any number of threads and any size of blocks must give.
  Files made_in_every_way(const ShardRequest& request) {
    const Files expected = made(request, 1, std::size_t{64} << 10);
    for (const auto& [threads, block] :
         {std::pair{2, std::size_t{1} << 10}, {5, std::size_t{1} << 10}, {5, std::size_t{64} << 10}, {2, std::size_t{16} << 20}}) {
      SCOPED_TRACE(std::to_string(threads) + " threads, blocks of " + std::to_string(block));
      expect_same_files(expected, made(request, threads, block));
    }
    return expected;
  }

  static std::string types(const std::filesystem::path& folder) {
    std::string text;
    const Schema schema = Dataset::open(folder).schema();
    for (const Field& field : schema.fields) text += field.name + " " + std::string(type_name(field.type)) + "\n";
    return text;
  }
};

TEST_F(Making, GivesTheSameBytesForAnyThreadsAndBlocks) {
  write("a.csv", csv_header() + csv_rows(1, 0, 1500));
  write("b.csv", csv_header("extra") + csv_rows(2, 1500, 700, [](std::size_t) { return "is not read"; }));
  auto request = request_for({"a.csv", "b.csv"});
  request.shard_rows = 400;
  const auto files = made_in_every_way(request);
  for (const char* name : {"dataset.json", "profile.json", "quality.json", "schema.yaml", "quarantine.csv", "shards/part-00005.h5"}) {
    EXPECT_TRUE(files.contains(name)) << name;
  }
  EXPECT_TRUE(contains(files.at("quality.json"), "column 'extra' is not in the schema"));
}

TEST_F(Making, GivesTheSameBytesWhenDuplicatesAreDropped) {
  write("a.csv", csv_header() + csv_rows(1, 0, 600) + csv_rows(1, 0, 300) + csv_rows(2, 600, 300));
  auto request = request_for({"a.csv"});
  request.shard_rows = 500;
  request.duplicates.action = DuplicateOptions::Action::drop;
  for (const Keep keep : {Keep::first, Keep::last}) {
    request.duplicates.keep = keep;
    EXPECT_TRUE(contains(made_in_every_way(request).at("quality.json"), "\"duplicates\""));
  }
}

TEST_F(Making, GivesTheSameErrorForAnyThreadsAndBlocks) {
  write("a.csv", csv_header() + csv_rows(1, 0, 1000));
  auto request = request_for({"a.csv"});
  request.quarantine = false;
  std::string expected;
  for (const int threads : {1, 2, 5}) {
    for (const std::size_t block : {std::size_t{1} << 10, std::size_t{64} << 10}) {
      const std::string message = failure(ExitCode::bad_data, [&] { made(request, threads, block); });
      if (expected.empty()) expected = message;
      EXPECT_EQ(message, expected);
    }
  }
}

// What the first 10,000 rows look like, and what comes after them.
TEST_F(Making, LearnsTypesFromAllRowsWhateverTheFirstOnesLookLike) {
  const auto table = [](std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t row = first; row < first + count; ++row) {
      const bool late = row > 10'500;
      const std::string number = std::to_string(row % 89);
      text += number + (late ? ".5" : "") + "," + (late ? "code" : "") + number + "," + (late ? number : "") + "," +
              (late && row % 2 == 0 ? "maybe" : "true") + "," + (late ? "007" : "7") + "," + (late ? "soon" : "2024-01-02") + "," + number +
              (row == 10'600 ? "x" : "") + "," + (late ? "9007199254740993" : "1") + "\n";
    }
    return text;
  };
  const std::string header = "to_float,to_category,to_integer,to_text,to_name,no_time,one_bad,to_large\n";
  write("late.csv", header + table(0, 11'500));
  auto request = request_for({"late.csv"});
  request.shard_rows = 3000;
  request.max_bad_rows = 0.01;
  const auto late = made_in_every_way(request);
  EXPECT_EQ(types(folder_ / "results-1-65536/datasets/data" / names_in(folder_ / "results-1-65536/datasets/data").front()),
            "to_float float\nto_category category\nto_integer integer\nto_text category\nto_name category\nno_time category\n"
            "one_bad integer\nto_large category\n");

  // The same rows, those that decide first: then the guess is right, and the schema is the same.
  write("early.csv", header + table(10'501, 999) + table(0, 10'501));
  auto early = request_for({"early.csv"});
  early.shard_rows = 3000;
  early.max_bad_rows = 0.01;
  EXPECT_EQ(made(early, 2, 64 << 10).at("schema.yaml"), late.at("schema.yaml"));
}

TEST_F(Making, KeepsWhatItHasSeenWhenTheGuessWasWrong) {
  std::string rows = "x\n";
  for (int row = 0; row < 10'500; ++row) rows += std::to_string(row % 10) + "\n";
  write("wrong.csv", rows + "0.5\n");
  auto request = request_for({"wrong.csv"});
  request.shard_rows = 5000;
  const auto files = files_in(shard(request).dataset.folder());
  const auto seen = nlohmann::json::parse(files.at("dataset.json")).at("seen");
  EXPECT_EQ(seen.at("counts").at(0).at("integers"), 10'500);
  EXPECT_EQ(seen.at("counts").at(0).at("floats"), 1);
}

}  // namespace
}  // namespace trainyard::dataset
