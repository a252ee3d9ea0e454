#include "host/search/trial_index.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/search/trial_store.hpp"
#include "host/storage/atomic_file.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

Trial some_trial(std::uint64_t number) {
  const double value = 1.0 / (3.0 + static_cast<double>(number));
  Trial trial{.number = number,
              .state = "complete",
              .params = {{"max_depth", 4}, {"learning_rate", value}, {"booster", "gb\ttree"}},
              .value = value,
              .folds = {{{"scores", {{"rmse", value}, {"r2", nullptr}}}, {"rounds", 10}}},
              .start_time = 1000,
              .end_time = 3500};
  if (number % 3 == 1) {
    trial.state = "failed";
    trial.value = std::nan("");
    trial.folds = ordered_json::array();
    trial.reason = "first line\nsecond \"line\"\xff";
  }
  return trial;
}

/// A study's folder with trials 0 … n - 1, and room for its index.
class Trials {
 public:
  explicit Trials(std::uint64_t n) {
    for (std::uint64_t number = 0; number < n; ++number) add(number);
  }
  /// Synced files are slow; these need no care.
  void add(std::uint64_t number) const { put(number, some_trial(number)); }
  void put(std::uint64_t number, const Trial& trial) const {
    overwrite(file(number), trial.to_json().dump(2, ' ', false, ordered_json::error_handler_t::replace));
  }
  [[nodiscard]] fs::path file(std::uint64_t number) const {
    const std::string digits = std::to_string(number);
    return folder() / (std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits + ".json");
  }
  [[nodiscard]] fs::path folder() const {
    fs::create_directories(temporary_ / "trials");
    return temporary_ / "trials";
  }
  [[nodiscard]] fs::path index() const { return temporary_ / ".index/house/1.trials"; }
  [[nodiscard]] std::vector<TrialRow> listed(const std::string& study = "k") const { return list_trials(folder(), index(), study).rows; }
  [[nodiscard]] std::vector<TrialRow> read() const { return list_trials(folder(), {}, "k").rows; }

  /// Gives trial 0 another value in its file, as nobody does: whoever believes the index does not see it.
  void mark() const {
    Trial trial = some_trial(0);
    trial.value = 42;
    put(0, trial);
  }
  [[nodiscard]] bool believes_index(const std::string& study = "k") const { return listed(study).front().value != 42; }

 private:
  Folder temporary_;
};

/// TrialRow::operator== says that two NaN differ.
std::string text_of(const std::vector<TrialRow>& rows) {
  std::string text;
  for (const TrialRow& row : rows) text += line_of(row);
  return text;
}

TEST(TrialRow, SaysWhatATrialWasInOneLineThatIsReadBack) {
  for (const std::uint64_t number : {0U, 1U}) {
    const TrialRow row = row_of(some_trial(number));
    std::string line = line_of(row);
    ASSERT_EQ(line.back(), '\n');
    line.pop_back();
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto again = row_from_line(line);
    ASSERT_TRUE(again);
    EXPECT_EQ(line_of(*again), line_of(row));
  }
  const TrialRow row = row_of(some_trial(0));
  EXPECT_EQ(row.params, "max_depth 4, learning_rate 0.333333, booster gb tree");
  EXPECT_EQ(row.milliseconds, 2500);
  EXPECT_TRUE(row.ranks);
  EXPECT_FALSE(row_of(some_trial(1)).ranks);
}

TEST(TrialRow, ItsDocumentIsTheTrialsFileWithMeansInPlaceOfFolds) {
  const auto document = ordered_json::parse(row_of(some_trial(0)).document);
  ordered_json expected = some_trial(0).to_json();
  expected.erase("folds");
  EXPECT_EQ(document.at("scores").at("rmse"), expected.at("value"));
  EXPECT_TRUE(document.at("scores").at("r2").is_null());
  ordered_json rest = document;
  rest.erase("scores");
  EXPECT_EQ(rest, expected);
}

TEST(TrialRow, IsNotReadFromAnythingElse) {
  std::string line = line_of(row_of(some_trial(0)));
  line.pop_back();
  ASSERT_TRUE(row_from_line(line));
  for (const std::string& other : {std::string(), std::string("3"), line + "\tmore", "x" + line, line.substr(0, line.rfind('\t'))}) {
    EXPECT_FALSE(row_from_line(other)) << other;
  }
}

TEST(TrialIndex, GivesTheRowsThatTheFilesGive) {
  const Trials trials(100);
  const std::string expected = text_of(trials.read());
  EXPECT_EQ(text_of(trials.listed()), expected);
  ASSERT_TRUE(fs::exists(trials.index()));
  EXPECT_EQ(text_of(trials.listed()), expected);
  trials.mark();
  EXPECT_TRUE(trials.believes_index()) << "the files were read in spite of the index";
}

TEST(TrialIndex, IsNotMadeWhereFewTrialsAreReadAtOnce) {
  const Trials trials(20);
  EXPECT_EQ(trials.listed().size(), 20U);
  EXPECT_FALSE(fs::exists(trials.index()));
}

TEST(TrialIndex, NeedsNotBeThere) {
  const Trials trials(100);
  const std::string expected = text_of(trials.listed());
  fs::remove_all(trials.index().parent_path().parent_path());
  EXPECT_EQ(text_of(trials.listed()), expected);
  EXPECT_TRUE(fs::exists(trials.index()));
}

TEST(TrialIndex, IsNotBelievedWhenAnyByteOfItChanged) {
  const Trials trials(70);
  static_cast<void>(trials.listed());
  const std::string bytes = storage::read_file(trials.index());
  trials.mark();
  ASSERT_TRUE(trials.believes_index());
  std::vector<std::string> damaged = {"", "\n", bytes.substr(0, bytes.size() - 1), bytes.substr(0, bytes.size() / 2), bytes + "\n"};
  for (std::size_t at = 0; at < bytes.size(); at += at < 120 ? 1 : 997) {
    damaged.push_back(bytes);
    damaged.back()[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
  }
  for (const std::string& other : damaged) {
    overwrite(trials.index(), other);
    EXPECT_FALSE(trials.believes_index()) << "damaged to " << other.size() << " bytes of " << bytes.size();
    EXPECT_NE(storage::read_file(trials.index()), other) << "it was not made again";
  }
}

TEST(TrialIndex, OfAnotherStudyOrOfACopyIsNotBelieved) {
  const Trials trials(70), copy(70);
  static_cast<void>(trials.listed());
  fs::create_directories(copy.index().parent_path());
  fs::copy(trials.index(), copy.index());
  copy.mark();
  EXPECT_FALSE(copy.believes_index());
  trials.mark();
  EXPECT_TRUE(trials.believes_index());
  EXPECT_FALSE(trials.believes_index("another"));
}

TEST(TrialIndex, TakesInTrialsThatArePublishedLater) {
  const Trials trials(70);
  static_cast<void>(trials.listed());
  const std::string before = storage::read_file(trials.index());
  trials.add(70);
  EXPECT_EQ(trials.listed().size(), 71U);
  EXPECT_EQ(storage::read_file(trials.index()), before) << "one new trial is not worth writing it again";
  for (std::uint64_t number = 71; number < 150; ++number) trials.add(number);
  EXPECT_EQ(text_of(trials.listed()), text_of(trials.read()));
  EXPECT_NE(storage::read_file(trials.index()), before);
  trials.mark();
  EXPECT_TRUE(trials.believes_index());
}

TEST(TrialIndex, ForgetsATrialWhoseFileIsGone) {
  const Trials trials(70);
  static_cast<void>(trials.listed());
  fs::remove(trials.file(5));
  EXPECT_EQ(trials.listed().size(), 69U);
  Trial retried = some_trial(5);
  retried.value = 7;
  trials.put(5, retried);
  EXPECT_EQ(text_of(trials.listed()), text_of(trials.read()));
}

TEST(TrialIndex, StaysTheSameWhenTheRunIsPublished) {
  const Trials trials(70);
  const Folder folder;
  fs::create_directories(folder / ".pending");
  fs::copy(trials.folder(), folder / ".pending/trials");
  const std::string pending = text_of(list_trials(folder / ".pending/trials", folder / "index", "k").rows);
  fs::rename(folder / ".pending", folder / "published");
  overwrite(folder / "published/trials/000000.json", "no longer read");
  EXPECT_EQ(text_of(list_trials(folder / "published/trials", folder / "index", "k").rows), pending);
}

TEST(TrialIndex, ThatCannotBeWrittenIsDoneWithout) {
  const Trials trials(100);
  const Folder elsewhere;
  overwrite(elsewhere / "file", "");
  const TrialList list = list_trials(trials.folder(), elsewhere / "file/index", "k");
  EXPECT_EQ(text_of(list.rows), text_of(trials.read()));
  EXPECT_NE(list.index_problem, "");
  EXPECT_EQ(elsewhere.entries(), 1U);
}

TEST(TrialIndex, OrdersByNumberBeyondSixDigits) {
  const Trials trials(0);
  for (const std::uint64_t number : {1000000U, 999999U, 10U, 9U, 2000000U, 10000000U}) trials.add(number);
  std::vector<std::uint64_t> numbers;
  for (const TrialRow& row : trials.listed()) numbers.push_back(row.number);
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{9, 10, 999999, 1000000, 2000000, 10000000}));
}

TEST(TrialIndex, ReadsPublishedTrialsAlone) {
  const Trials trials(3);
  for (const char* name : {"000003.claim", "000003.deaths", "000001.crashes", ".000004.json.tmp", "7.json", "0000005.json", "x.json"}) {
    overwrite(trials.folder() / name, "{");
  }
  EXPECT_EQ(trials.listed().size(), 3U);
}

TEST(TrialIndex, AFolderThatIsNotThereHasNoTrials) {
  const Folder folder;
  EXPECT_TRUE(list_trials(folder / "trials", folder / "index", "k").rows.empty());
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(TrialIndex, AFileThatIsNoTrialsIsBadData) {
  const Trials trials(3);
  overwrite(trials.file(1), "{");
  EXPECT_ERROR(trials.listed(), ExitCode::bad_data, "000001.json");
  trials.put(1, some_trial(2));
  EXPECT_ERROR(trials.listed(), ExitCode::bad_data, "the record of trial 2");
}

}  // namespace
}  // namespace trainyard::search
