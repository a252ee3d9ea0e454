#include "host/registry/audit.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "host/error/error.hpp"
#include "tests/host/registry/fake_run.hpp"

namespace trainyard::registry {
namespace {

namespace fs = std::filesystem;

/// Two models with some changes; the last line is of `house`.
void fill_registry(const fs::path& root) {
  write_policy(root, "production: {approvals: 0}\n");
  const fs::path run = fake_run(root, "one");
  add(root, run);
  add(root, run, "other");
  add(root, run);
  promote(order(root), "house", 1, Stage::production);
  promote(order(root), "house", 2, Stage::production);
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line + "\n");
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

TEST(Audit, EveryFlippedByteIsFound) {
  const Folder folder;
  fill_registry(folder.path());
  ASSERT_EQ(problems(folder.path()), "");
  for (const char* file : {"audit.jsonl", "policy.yaml", "models/house/stages.json", "models/other/stages.json"}) {
    const std::string content = storage::read_file(folder / file);
    for (std::size_t at = 0; at < content.size(); at += 7) {  // 7 and 8 share no factor: every bit of a byte in turn
      std::string changed = content;
      changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
      overwrite(folder / file, changed);
      EXPECT_NE(problems(folder.path()), "") << file << ", byte " << at;
    }
    overwrite(folder / file, content);
  }
  EXPECT_EQ(problems(folder.path()), "");
}

TEST(Audit, EveryRemovalSwapRepetitionAndCutIsFound) {
  const Folder folder;
  fill_registry(folder.path());
  const fs::path file = folder / "audit.jsonl";
  const std::vector<std::string> whole = lines_of(file);
  ASSERT_EQ(whole.size(), 5U);
  const auto expect_found = [&](const std::vector<std::string>& lines, const std::string& what) {
    overwrite(file, joined(lines));
    EXPECT_NE(problems(folder.path()), "") << what;
    EXPECT_ERROR(Registry::open(folder.path()), ExitCode::bad_data, "restore");
    EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::staging), ExitCode::bad_data, "restore");
    EXPECT_EQ(storage::read_file(file), joined(lines)) << "a damaged audit is left as it is: " << what;
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::vector<std::string> lines = whole;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    expect_found(lines, "line " + std::to_string(i + 1) + " removed");
    lines = whole;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), whole[i]);
    expect_found(lines, "line " + std::to_string(i + 1) + " twice");
    expect_found({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i)}, "cut after line " + std::to_string(i));
    if (i == 0) continue;
    lines = whole;
    std::swap(lines[i - 1], lines[i]);
    expect_found(lines, "lines " + std::to_string(i) + " and the next swapped");
  }
  std::string cut = joined(whole);
  cut.pop_back();
  expect_found({cut}, "the last newline cut off");
  fs::remove(file);
  EXPECT_NE(problems(folder.path()), "");
  EXPECT_ERROR(Registry::open(folder.path()), ExitCode::bad_data, "cut off or removed");
}

TEST(Audit, AChainThatIsComputedAnewStillHasToFollowTheRules) {
  const Folder folder;
  write_policy(folder.path(), "production: {approvals: 0}\n");
  add(folder.path(), fake_run(folder.path(), "one"));
  Audit audit = read_audit(folder.path());
  append(audit, folder.path(),
         {{"action", "promote"}, {"model", "house"}, {"version", 1}, {"before", {{"1", "Staging"}}}, {"after", {{"1", "Production"}}}});
  EXPECT_ERROR(Registry::open(folder.path()), ExitCode::bad_data, "audit.jsonl:2: version 1 was not in the stage");
  EXPECT_NE(problems(folder.path()).find("audit.jsonl"), std::string::npos);
}

TEST(Audit, ATornLineIsNoChangeAndTheNextWriterReplacesIt) {
  const Folder folder;
  fill_registry(folder.path());
  const fs::path file = folder / "audit.jsonl";
  const std::string whole = storage::read_file(file);
  overwrite(file, whole + R"({"line":6,"time":"2026-11-)");
  EXPECT_EQ(stages(folder.path()), "1 Archived, 2 Production");
  storage::VerifyReport report;
  verify(folder.path(), report);
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.leftovers.size(), 1U) << "verify says that a line is torn";
  rollback(order(folder.path()), "house");
  EXPECT_EQ(stages(folder.path()), "1 Production, 2 Archived");
  EXPECT_EQ(storage::read_file(file).substr(0, whole.size()), whole);
  EXPECT_EQ(lines_of(file).size(), 6U);
  EXPECT_EQ(problems(folder.path()), "");
}

TEST(Stages, AreWrittenAgainAfterACrashThatLeftThemBehind) {
  const Folder folder;
  fill_registry(folder.path());
  const fs::path file = folder / "models/house/stages.json";
  const std::string before = storage::read_file(file);
  rollback(order(folder.path()), "house");
  const std::string after = storage::read_file(file);
  overwrite(file, before);  // as a process leaves it that is killed after its line
  EXPECT_EQ(stages(folder.path()), "1 Production, 2 Archived") << "the line counts";
  storage::VerifyReport report;
  verify(folder.path(), report);
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.pending.size(), 1U);
  EXPECT_FALSE(promote(order(folder.path()), "house", 1, Stage::production).changed);
  EXPECT_EQ(storage::read_file(file), after);
}

TEST(Stages, ThatAreOlderThanACrashCanLeaveThemAreAProblem) {
  const Folder folder;
  fill_registry(folder.path());
  const fs::path file = folder / "models/house/stages.json";
  const std::string old = storage::read_file(file);
  rollback(order(folder.path()), "house");
  promote(order(folder.path()), "house", 2, Stage::staging);
  overwrite(file, old);
  EXPECT_NE(problems(folder.path()).find("older than"), std::string::npos);
  fs::remove(file);
  EXPECT_NE(problems(folder.path()).find("stages.json: missing"), std::string::npos);
  promote(order(folder.path()), "house", 2, Stage::archived);
  EXPECT_EQ(problems(folder.path()), "") << "the next change writes it again";
}

TEST(Versions, ThatWereNeverOnRecordAreNoVersionsAndMakeRoom) {
  const Folder folder;
  fill_registry(folder.path());
  const fs::path versions = folder / "models/house/versions";
  fs::copy(versions / "2", versions / "3", fs::copy_options::recursive);  // renamed into place, then killed
  fs::create_directories(versions / ".pending/.4.half");
  overwrite(versions / ".pending/.4.half/card.md", "# half");
  EXPECT_EQ(problems(folder.path()), "");
  EXPECT_ERROR(Registry::open(folder.path()).resolve("house@3"), ExitCode::no_input, "no version 3");
  const fs::path run = folder / "experiments/house/runs/one";
  EXPECT_EQ(add(folder.path(), run).version.number, 3U);
  EXPECT_TRUE(fs::is_empty(versions / ".pending"));
  fs::copy(versions / "2", versions / "02", fs::copy_options::recursive);
  EXPECT_NE(problems(folder.path()).find("versions/02: not part of the registry"), std::string::npos);
  fs::remove_all(versions / "02");
  fs::remove_all(versions / "1");
  EXPECT_NE(problems(folder.path()).find("versions/1: missing"), std::string::npos);
}

TEST(Versions, AWholeVersionInThePlaceOfAnotherIsFound) {
  const Folder folder;
  fill_registry(folder.path());
  const fs::path versions = folder / "models/house/versions";
  fs::rename(versions / "1", folder / "aside");
  fs::rename(versions / "2", versions / "1");
  fs::rename(folder / "aside", versions / "2");
  EXPECT_NE(problems(folder.path()).find("not the version that was registered"), std::string::npos);
  EXPECT_ERROR(Registry::open(folder.path()).resolve("house@1"), ExitCode::bad_data, "not the version that was registered");
}

TEST(Registry, SeveralWritersAtOnceLoseNoLine) {
  constexpr int writers = 4, each = 5;
  const Folder folder;
  const fs::path run = fake_run(folder.path(), "one");
  std::vector<pid_t> children;
  for (int i = 0; i < writers; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int code = 0;
      try {
        for (int k = 0; k < each; ++k) add(folder.path(), run, i % 2 == 0 ? "house" : "other");
      } catch (...) {
        code = 1;
      }
      ::_exit(code);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  const auto registry = Registry::open(folder.path());
  for (const char* name : {"house", "other"}) EXPECT_EQ(registry.models().at(name).versions.back().number, 1U * writers * each / 2);
  EXPECT_EQ(read_audit(folder.path()).lines.size(), 1U * writers * each);
  EXPECT_EQ(problems(folder.path()), "");
}

}  // namespace
}  // namespace trainyard::registry
