#include "host/dataset/shard_writer.hpp"

#include "host/storage/digest.hpp"
#include "tests/host/dataset/made_files.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

struct Shards : MakingTest {
  const std::vector<Field> fields_{{.name = "x", .type = ColumnType::floating}, {.name = "city", .type = ColumnType::category}};

  /// Rows [first, first + count) of a table whose category has a new text every 10 rows.
  static Batch rows(std::size_t first, std::size_t count) {
    Batch batch{{std::vector<double>(), std::vector<std::int32_t>()}, {}};
    for (std::size_t row = first; row < first + count; ++row) {
      std::get<0>(batch.columns[0]).push_back(static_cast<double>(row) / 3);
      std::get<2>(batch.columns[1]).push_back(static_cast<std::int32_t>(row / 10));
      batch.ids.push_back({0, row});
    }
    return batch;
  }
  static const std::string& text_of_code(std::size_t, std::size_t code) {
    static std::deque<std::string> texts;
    while (texts.size() <= code) texts.push_back("text " + std::to_string(texts.size()));
    return texts[code];
  }
  using Full = std::function<ShardWriter::Written(const RowId&)>;
  /// Shards of 100 rows, in a folder.
  std::vector<ShardRecord> written(const std::string& folder, int threads, std::size_t count, const Full& full) const {
    ShardWriter writer(folder_ / folder, "0123456789abcdef", fields_, {.shard_rows = 100, .packing = {}, .threads = threads});
    for (std::size_t first = 0; first < count; first += 35)
      writer.add(rows(first, std::min<std::size_t>(35, count - first)), text_of_code, full);
    writer.finish(text_of_code);
    return writer.shards();
  }
};

TEST_F(Shards, AreTheSameForAnyNumberOfThreads) {
  const auto nothing = [](const RowId&) { return ShardWriter::Written(); };
  const auto one = written("one", 1, 730, nothing), many = written("many", 4, 730, nothing);
  ASSERT_EQ(one.size(), 8U);
  ASSERT_EQ(many.size(), 8U);
  expect_same_files(files_in(folder_ / "one"), files_in(folder_ / "many"));
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(many[i].file, one[i].file);
    EXPECT_EQ(many[i].rows, i < 7 ? 100U : 30U);
    EXPECT_EQ(many[i].sha256, storage::sha256_file(folder_ / "many" / one[i].file));
    EXPECT_EQ(many[i].bytes, fs::file_size(folder_ / "many" / one[i].file));
  }
}

TEST_F(Shards, AreToldOfInOrderOnceTheyAreOnDiskAndBeforeTheNextIsThere) {
  for (const int threads : {1, 2}) {
    const std::string folder = std::to_string(threads);
    std::vector<std::uint64_t> asked, told;
    written(folder, threads, 730, [&](const RowId& last) -> ShardWriter::Written {
      asked.push_back(last.number);
      return [&, number = last.number](const std::vector<ShardRecord>& shards) {
        told.push_back(number);
        EXPECT_EQ(shards.size(), told.size());
        EXPECT_EQ(files_in(folder_ / folder).size(), shards.size()) << "no other file, finished or not";
        for (const ShardRecord& shard : shards) EXPECT_EQ(storage::sha256_file(folder_ / folder / shard.file), shard.sha256);
      };
    });
    EXPECT_EQ(asked, (std::vector<std::uint64_t>{99, 199, 299, 399, 499, 599, 699}));
    EXPECT_EQ(told, asked);
  }
}

TEST_F(Shards, ThatCannotBeWrittenAreOneErrorAfterWhichNoneIsWritten) {
  for (const int threads : {1, 2}) {
    const fs::path folder = folder_ / std::to_string(threads);
    fs::create_directories(folder / "shards/part-00002.h5/in the way");
    std::size_t told = 0;
    const auto full = [&](const RowId&) { return [&](const std::vector<ShardRecord>& shards) { told = shards.size(); }; };
    const auto message = failure(ExitCode::cannot_create, [&] { written(folder.filename(), threads, 730, full); });
    EXPECT_TRUE(contains(message, "part-00002.h5")) << message;
    EXPECT_EQ(told, 2U);
    EXPECT_EQ(names_in(folder / "shards"), (std::vector<std::string>{"part-00000.h5", "part-00001.h5", "part-00002.h5"}));
  }
}

}  // namespace
}  // namespace trainyard::dataset
