// Duplicate rows, against a map of whole rows, at every size of memory and batch.
#include "host/dataset/duplicates.hpp"

#include <bit>
#include <csignal>
#include <map>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>

#include "host/dataset/record.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t little = 64 << 10, plenty = 1 << 30;

std::vector<Field> fields_of(const std::vector<ColumnType>& types) {
  std::vector<Field> fields(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) fields[i].type = types[i];
  return fields;
}

const std::vector<ColumnType> every_type{ColumnType::floating,  ColumnType::integer, ColumnType::boolean, ColumnType::category,
                                         ColumnType::timestamp, ColumnType::date,    ColumnType::text,    ColumnType::text};

/// Few different values per column, among them missing ones, both zeros and NaNs of several bits.
Batch random_rows(std::size_t rows, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto pick = [&](const auto& values) { return values[random() % values.size()]; };
  const std::vector<double> numbers{0.0, -0.0, 1.5, std::nan(""), -std::nan("7"), 1e300};
  const std::vector<std::int64_t> integers{0, 1, missing_integer};
  const std::vector<std::int8_t> booleans{0, 1, missing_boolean};
  const std::vector<std::int32_t> codes{0, 1, missing_code};
  const std::vector<std::string> texts{"", "a", "ab", "b", std::string(3000, 'x'), std::string(3001, 'x')};
  Batch batch = empty_batch(fields_of(every_type));
  for (std::size_t row = 0; row < rows; ++row) {
    std::get<0>(batch.columns[0]).push_back(pick(numbers));
    for (const std::size_t column : {1, 4, 5}) std::get<1>(batch.columns[column]).push_back(pick(integers));
    std::get<3>(batch.columns[2]).push_back(pick(booleans));
    std::get<2>(batch.columns[3]).push_back(pick(codes));
    for (const std::size_t column : {6, 7}) std::get<4>(batch.columns[column]).push_back(pick(texts));
    batch.ids.push_back({0, row});
  }
  return batch;
}

std::string plain_text(double value) { return std::isnan(value) ? "missing" : std::to_string(value == 0 ? 0.0 : value); }
std::string plain_text(const std::string& value) { return value; }
template <typename Integer>
std::string plain_text(Integer value) {
  return std::to_string(value);
}

DuplicateFinder::Found by_map(const Batch& batch, std::vector<std::size_t> columns, Keep keep) {
  if (columns.empty()) {
    for (std::size_t i = 0; i < batch.columns.size(); ++i) columns.push_back(i);
  }
  std::map<std::vector<std::string>, std::vector<std::uint64_t>> rows_of;
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    std::vector<std::string> key;
    for (const std::size_t column : columns) {
      key.push_back(std::visit([&](const auto& values) { return plain_text(values[row]); }, batch.columns[column]));
    }
    rows_of[key].push_back(row);
  }
  std::map<std::uint64_t, std::uint64_t> kept_of;
  for (const auto& [key, rows] : rows_of) {
    const std::uint64_t kept = keep == Keep::first ? rows.front() : rows.back();
    for (const std::uint64_t row : rows) {
      if (row != kept) kept_of[row] = kept;
    }
  }
  DuplicateFinder::Found found;
  found.duplicates = kept_of.size();
  if (kept_of.empty()) return found;
  found.first = {kept_of.begin()->second, kept_of.begin()->first};
  found.drop.resize(batch.rows());
  for (const auto& [row, kept] : kept_of) found.drop[row] = true;
  return found;
}

void expect_equal(const DuplicateFinder::Found& found, const DuplicateFinder::Found& expected, const std::string& what) {
  EXPECT_EQ(found.duplicates, expected.duplicates) << what;
  EXPECT_EQ(found.first, expected.first) << what;
  EXPECT_EQ(found.drop, expected.drop) << what;
}

struct Duplicates : Workspace {
  /// Adds the rows in batches of random sizes up to `most`.
  DuplicateFinder::Found find(const std::vector<Field>& fields, const Batch& rows, const std::vector<std::size_t>& columns,
                              std::uint64_t memory, Keep keep, std::size_t most = 5000) const {
    DuplicateFinder finder(fields, columns, memory, scratch());
    std::mt19937_64 random(most);
    for (std::size_t first = 0; first < rows.rows();) {
      const std::size_t count = std::min<std::size_t>(random() % (most + 1), rows.rows() - first);
      Batch part = empty_batch(fields);
      append_rows(part, rows, first, count);
      finder.add(part);
      first += count;
    }
    return finder.finish(keep);
  }
  [[nodiscard]] fs::path scratch() const { return folder_ / "scratch"; }

  /// Rows of one float.
  static Batch numbers(std::vector<double> values) {
    Batch batch;
    batch.ids.resize(values.size());
    batch.columns = {std::move(values)};
    return batch;
  }
  const std::vector<Field> one_float_ = fields_of({ColumnType::floating});
};

TEST_F(Duplicates, AreThoseOfAMapOfRowsForEveryKeyAndTypeAndSizeOfMemory) {
  const auto fields = fields_of(every_type);
  for (const std::size_t rows : {0, 1, 2, 33, 500, 6000}) {
    const Batch batch = random_rows(rows, rows);
    for (const std::vector<std::size_t>& columns :
         std::vector<std::vector<std::size_t>>{{}, {0}, {6}, {6, 7}, {1, 3}, {5, 4, 2}, {0, 1, 2, 3, 4, 5}}) {
      for (const Keep keep : {Keep::first, Keep::last}) {
        const auto expected = by_map(batch, columns, keep);
        for (const std::uint64_t memory : {std::uint64_t{0}, little, plenty}) {
          expect_equal(find(fields, batch, columns, memory, keep), expected,
                       std::to_string(rows) + " rows, " + std::to_string(columns.size()) + " columns, memory " + std::to_string(memory));
        }
      }
    }
  }
}

TEST_F(Duplicates, DoNotDependOnMemoryWhenPartitionsHaveToBePartedAgain) {
  std::mt19937_64 random(5);
  std::vector<double> values(150'000);
  for (double& value : values) value = static_cast<double>(random() % 400'000);
  const Batch batch = numbers(std::move(values));
  for (const Keep keep : {Keep::first, Keep::last}) {
    const auto expected = by_map(batch, {}, keep);
    expect_equal(find(one_float_, batch, {}, plenty, keep), expected, "in memory");
    expect_equal(find(one_float_, batch, {}, little, keep), expected, "in files");
  }
}

TEST_F(Duplicates, DoNotDependOnBatches) {
  const auto fields = fields_of(every_type);
  const Batch batch = random_rows(4000, 3);
  const auto expected = find(fields, batch, {0, 6}, plenty, Keep::first, 4000);
  for (const std::size_t most : {1, 2, 127, 128, 129, 1000}) {
    expect_equal(find(fields, batch, {0, 6}, little, Keep::first, most), expected, "batches of up to " + std::to_string(most));
  }
}

TEST_F(Duplicates, AreAllRowsButOneWhenAllAreEqual) {
  const Batch batch = numbers(std::vector<double>(100'000, 7));
  for (const std::uint64_t memory : {little, plenty}) {
    const auto first = find(one_float_, batch, {}, memory, Keep::first);
    EXPECT_EQ(first.duplicates, 99'999U);
    EXPECT_EQ(first.first, (std::pair<std::uint64_t, std::uint64_t>{0, 1}));
    EXPECT_FALSE(first.drop[0]);
    const auto last = find(one_float_, batch, {}, memory, Keep::last);
    EXPECT_EQ(last.duplicates, 99'999U);
    EXPECT_EQ(last.first, (std::pair<std::uint64_t, std::uint64_t>{99'999, 0}));
    EXPECT_FALSE(last.drop[99'999]);
  }
}

TEST_F(Duplicates, AreNotTextsThatOnlyReadTheSameOneAfterTheOther) {
  const auto fields = fields_of({ColumnType::text, ColumnType::text});
  Batch batch = empty_batch(fields);
  const std::string nul(1, '\0');
  std::get<4>(batch.columns[0]) = {"ab", "a", "abc", "", "a" + nul, "a"};
  std::get<4>(batch.columns[1]) = {"c", "bc", "", "abc", "b", nul + "b"};
  batch.ids.resize(6);
  EXPECT_EQ(find(fields, batch, {}, plenty, Keep::first).duplicates, 0U);
}

TEST_F(Duplicates, LeaveNothingBehindNorShowFilesMeanwhile) {
  const Batch batch = numbers(std::vector<double>(50'000, 1));
  {
    DuplicateFinder finder(one_float_, {}, little, scratch());
    EXPECT_FALSE(fs::exists(scratch())) << "made when needed";
    finder.add(batch);
    ASSERT_TRUE(fs::exists(scratch())) << "the rows do not fit";
    EXPECT_TRUE(fs::is_empty(scratch())) << "a killed process leaves no file";
  }
  EXPECT_FALSE(fs::exists(scratch()));
  fs::create_directories(scratch());
  static_cast<void>(find(one_float_, batch, {}, little, Keep::first));
  EXPECT_TRUE(fs::is_empty(scratch())) << "a folder that was there stays";
}

TEST_F(Duplicates, NameTheFolderWhenTheyCannotBeWritten) {
  const Batch batch = numbers(std::vector<double>(50'000, 1));
  const fs::path file = write("file", "x");
  DuplicateFinder finder(one_float_, {}, little, file / "scratch");
  EXPECT_TRUE(contains(failure(ExitCode::cannot_create, [&] { finder.add(batch); }), file.string()));
}

TEST_F(Duplicates, AreAnIoErrorThatNamesTheFolderWhenThereIsNoRoom) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit bound{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &bound);
    int status = 0;
    try {
      DuplicateFinder finder(one_float_, {}, little, scratch());
      finder.add(numbers(std::vector<double>(50'000, 1)));
    } catch (const Error& error) {
      status = contains(error.what(), scratch().string()) ? static_cast<int>(error.code()) : 1;
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(ExitCode::io));
  EXPECT_FALSE(fs::exists(scratch())) << "after an error too";
}

TEST_F(Duplicates, AreTakenOutOfBatches) {
  const auto fields = fields_of(every_type);
  const Batch batch = random_rows(1000, 9);
  const auto found = find(fields, batch, {1, 2, 3}, plenty, Keep::last);
  Batch expected = empty_batch(fields), kept = empty_batch(fields);
  for (std::size_t row = 0; row < 1000; ++row) {
    if (!found.drop[row]) append_rows(expected, batch, row, 1);
  }
  for (std::size_t first = 0; first < 1000; first += 250) {
    Batch part = empty_batch(fields);
    append_rows(part, batch, first, 250);
    drop_rows(part, first, found.drop);
    append_rows(kept, part, 0, part.rows());
  }
  EXPECT_EQ(kept.rows(), 1000 - found.duplicates);
  for (std::size_t i = 1; i < fields.size(); ++i) EXPECT_EQ(kept.columns[i], expected.columns[i]) << i;
  for (std::size_t row = 0; row < kept.rows(); ++row) {
    EXPECT_EQ(kept.ids[row].number, expected.ids[row].number);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::get<0>(kept.columns[0])[row]),
              std::bit_cast<std::uint64_t>(std::get<0>(expected.columns[0])[row]));
  }
  Batch whole = batch;
  drop_rows(whole, 0, {});
  EXPECT_EQ(whole.rows(), 1000U) << "no mark, no row dropped";
}

struct DuplicateKey : Workspace {
  DuplicateKey() {
    for (const auto& [name, role] :
         {std::pair{"id", Role::id}, {"empty", Role::ignore}, {"age", Role::feature}, {"income", Role::target}}) {
      schema_.fields.push_back({.name = name, .role = role});
    }
  }
  Schema schema_;
};

TEST_F(DuplicateKey, IsFoundAmongTheStoredColumns) {
  DuplicateOptions options;
  EXPECT_TRUE(key_columns(options, schema_, "a.csv").empty());
  options.by = {"income", "id"};
  EXPECT_EQ(key_columns(options, schema_, "a.csv"), (std::vector<std::size_t>{2, 0}));
}

TEST_F(DuplicateKey, ThatIsNotThereIsAnErrorWithTheNearestName) {
  const auto refused = [&](const std::string& name) {
    return failure(ExitCode::bad_data, [&] { static_cast<void>(key_columns({.by = {name}}, schema_, "a.csv")); });
  };
  EXPECT_EQ(refused("incme"), "a.csv: there is no column 'incme' (data.duplicates.by), did you mean 'income'?");
  EXPECT_EQ(refused("empty"), "a.csv: column 'empty' (data.duplicates.by) is dropped or has no value in any row; take it out");
}

TEST_F(DuplicateKey, AndWhatBecomesOfDuplicatesArePartOfTheVersion) {
  using Action = DuplicateOptions::Action;
  const auto version = [&](const DuplicateOptions& options) {
    ShardRequest asked;
    asked.duplicates = options;
    return version_of(asked, {});
  };
  const std::vector<DuplicateOptions> different{{},
                                                {.action = Action::drop},
                                                {.action = Action::fail},
                                                {.action = Action::drop, .keep = Keep::last},
                                                {.action = Action::drop, .by = {"a"}},
                                                {.action = Action::drop, .by = {"a", "b"}}};
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other) EXPECT_NE(version(different[i]), version(different[other])) << i << " " << other;
  }
  EXPECT_EQ(version({.action = Action::drop, .by = {"a", "b"}}), version({.action = Action::drop, .by = {"b", "a"}}));
}

}  // namespace
}  // namespace trainyard::dataset
