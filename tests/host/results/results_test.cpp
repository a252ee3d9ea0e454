#include "host/results/results.hpp"

#include <chrono>
#include <fstream>
#include <regex>
#include <set>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::results {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const Json info{{"description", "Median house value"}, {"tags", {{"team", "pricing"}}}, {"seed", 42}};

fs::path publish_one(Results& results, const std::string& experiment, const std::string& key, const std::string& name) {
  PendingRun run = results.start(experiment, key, name, true, info);
  run.write_json("metrics.json", {{"test", {{"rmse", 1.5}}}});
  run.write_json("trials/00000.json", {{"value", 2}});
  return run.publish(name);
}

template <typename Work>
pid_t spawn(Work work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    work();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
    ::_exit(1);
  }
  ::_exit(0);
}

int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

std::string problems(const VerifyReport& report) {
  std::string all;
  for (const auto& [path, problem] : report.problems) all += path.filename().string() + ": " + problem + "\n";
  return all;
}

TEST(Results, PublishedRunIsFoundByKeyNamePartAndPath) {
  const Folder folder;
  Results results = Results::open_or_create(folder / "r");
  const fs::path made = publish_one(results, "house", "k1", "20260101T000000Z-tpe-aaaaaa");
  publish_one(results, "house", "k2", "20260102T000000Z-tpe-bbbbbb");
  const Results again = Results::open(folder / "r");
  ASSERT_TRUE(again.find_published("house", "k1"));
  EXPECT_EQ(again.find_published("house", "k1")->folder, made);
  EXPECT_FALSE(again.find_published("house", "k3"));
  EXPECT_FALSE(again.find_published("other", "k1"));
  for (const std::string& wanted : {std::string("20260101T000000Z-tpe-aaaaaa"), std::string("aaaaaa"),
                                    std::string("house/20260101T000000Z-tpe-aaaaaa"), made.string(), made.string() + "/"}) {
    const RunEntry run = again.find(wanted);
    EXPECT_EQ(run.name, "20260101T000000Z-tpe-aaaaaa") << wanted;
    EXPECT_EQ(run.experiment, "house");
    EXPECT_EQ(run.status, "finished");
    EXPECT_EQ(run.metrics["test"]["rmse"], 1.5);
  }
  EXPECT_ERROR(again.find("tpe"), ExitCode::no_input, "names 2 runs");
  EXPECT_ERROR(again.find("20260101T000000Z-tpe-aaaaab"), ExitCode::no_input, "did you mean '20260101T000000Z-tpe-aaaaaa'?");
  EXPECT_ERROR(again.find("zzz"), ExitCode::no_input, "newest: 20260102T000000Z-tpe-bbbbbb");
  EXPECT_ERROR(again.list("hous"), ExitCode::no_input, "did you mean 'house'?");
}

TEST(Results, TheSameRunThatAnotherProcessIsAtWorkOnIsNamed) {
  const Folder folder;
  Results results = Results::open_or_create(folder / "r");
  const PendingRun first = results.start("house", "k", "first", false, info),
                   other = results.start("house", "another", "other", false, info);
  EXPECT_EQ(first.beside() + other.beside(), "");
  const PendingRun again = results.start("house", "k", "again", false, info);
  EXPECT_EQ(again.beside(), first.name());
  EXPECT_FALSE(again.resumed());
}

TEST(Results, AnExperimentsNameIsNoPartOfAnothers) {
  const Folder folder;
  Results results = Results::open_or_create(folder / "r");
  publish_one(results, "houses", "k1", "20260101T000000Z-tpe-aaaaaa");
  publish_one(results, "house", "k2", "20260102T000000Z-tpe-bbbbbb");
  EXPECT_EQ(results.find("house").name, "20260102T000000Z-tpe-bbbbbb");
  EXPECT_ERROR(results.find("hous"), ExitCode::no_input, "names 2 runs");
  publish_one(results, "house", "k3", "20260103T000000Z-tpe-cccccc");
  EXPECT_ERROR(results.find("house"), ExitCode::no_input,
               "20260103T000000Z-tpe-cccccc, 20260102T000000Z-tpe-bbbbbb; name one of them in full");
}

TEST(Results, PublishedRunHoldsItsNameAndNoLease) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  PendingRun run = results.start("house", "k", "begun", false, info);
  overwrite(run.folder() / "trials.lease", R"({"machine":"x"})");  // of a worker that is gone
  fs::last_write_time(run.folder() / "trials.lease", fs::file_time_type::clock::now() - std::chrono::hours(2));
  const fs::path made = run.publish("done");
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(made)) files.insert(entry.path().filename());
  EXPECT_EQ(files, (std::set<std::string>{"run.json", "manifest.json"}));
  EXPECT_EQ(Results::open(folder.path()).find("done").run["name"], "done");
  EXPECT_TRUE(fs::is_empty(made.parent_path() / ".pending"));
  EXPECT_ERROR(run.publish("twice"), ExitCode::bug, "twice");
}

TEST(Results, TheIndexOfARunsTrialsLiesOutsideTheRunAndStaysWhenItIsPublished) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  PendingRun run = results.start("house", "k", "pending", true, info);
  const fs::path index = trial_index_of(results.find("pending"));
  EXPECT_EQ(index.parent_path(), folder / ".index/house");
  run.publish("published");
  EXPECT_EQ(trial_index_of(results.find("published")), index);
  publish_one(results, "house", "k", "another");
  EXPECT_NE(trial_index_of(results.find("another")), index);
  fs::rename(folder / "experiments/house", folder / "house");
  EXPECT_EQ(trial_index_of(results.find(folder / "house/runs/published")), fs::path()) << "it does not lie in a results directory";
}

TEST(Results, RunsAreListedNewestFirstEvenWhenTheClockStepsBack) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  publish_one(results, "house", "k", "c-first");
  // The clock was an hour ahead when this one was made, and is right again for the next.
  PendingRun ahead = results.start("house", "k", "b-second", true, info);
  Json document = storage::parse_json(storage::read_file(ahead.folder() / "run.json"), "run.json");
  document["order"] = document["order"].get<std::int64_t>() + 3'600'000'000;
  ahead.write_json("run.json", document);
  ahead.publish("b-second");
  publish_one(results, "house", "k", "a-third");
  const PendingRun pending = results.start("house", "k", "0-fourth", true, info);
  std::string names;
  for (const RunEntry& run : results.list("house")) names += run.name + " ";
  EXPECT_EQ(names, "0-fourth a-third b-second c-first ");
  EXPECT_EQ(results.find_published("house", "k")->name, "a-third");
}

TEST(Results, InterruptedRunIsResumedUnlessFreshOrOfAnotherKey) {
  const Folder folder;
  const pid_t child = spawn([&] {
    PendingRun run = Results::open_or_create(folder.path()).start("house", "key", "killed", false, info);
    run.write_json("trials/00000.json", {{"value", 1}});
    const storage::AtomicFile half(run.folder() / "trials/00001.json");
    ::raise(SIGKILL);
  });
  EXPECT_EQ(WTERMSIG(wait_for(child)), SIGKILL);
  Results results = Results::open(folder.path());
  ASSERT_EQ(results.list().size(), 1U);
  EXPECT_EQ(results.list()[0].status, "interrupted");
  EXPECT_FALSE(results.find_published("house", "key"));
  EXPECT_FALSE(results.start("house", "other key", "new", false, info).resumed());
  EXPECT_FALSE(results.start("house", "key", "fresh", true, info).resumed());
  fs::remove_all(folder / "experiments/house/runs/.pending/fresh");
  PendingRun run = results.start("house", "key", "new", false, info);
  EXPECT_TRUE(run.resumed());
  EXPECT_EQ(run.name(), "killed");
  EXPECT_EQ(results.find("killed").status, "running");
  const fs::directory_iterator trials(run.folder() / "trials");
  EXPECT_EQ(std::distance(begin(trials), end(trials)), 1) << "the half-written file of the killed process is still there";
  run.publish("killed");
  EXPECT_EQ(problems(verify(folder.path())), "");
}

TEST(Results, TwoStartsAtOnceWithTheSameKeyGetTwoRuns) {
  const Folder folder;
  for (int round = 0; round < 10; ++round) {
    const std::string experiment = "e" + std::to_string(round);
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
      children.push_back(spawn([&] {
        PendingRun run = Results::open_or_create(folder / "r").start(experiment, "key", "same-name", false, info);
        if (run.resumed()) ::_exit(2);
        ::usleep(100'000);
        run.publish(run.name());
      }));
    }
    for (const pid_t child : children) EXPECT_EQ(wait_for(child), 0);
    EXPECT_EQ(Results::open(folder / "r").list(experiment).size(), 4U);
  }
  const VerifyReport report = verify(folder / "r");
  EXPECT_EQ(problems(report), "");
  EXPECT_EQ(report.folders, 40U);
}

TEST(Results, InterruptedRunIsResumedByOneOfManyAtOnce) {
  const Folder folder;
  wait_for(spawn([&] {
    const PendingRun run = Results::open_or_create(folder.path()).start("house", "key", "killed", false, info);
    ::raise(SIGKILL);
  }));
  const Folder signs;
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    children.push_back(spawn([&] {
      const PendingRun run = Results::open(folder.path()).start("house", "key", "new", false, info);
      overwrite(signs / std::to_string(i), "started");
      while (!fs::exists(signs / "end")) ::usleep(1000);  // nobody gives a run back before everybody has one
      ::_exit(run.resumed() ? 3 : 0);
    }));
  }
  while (signs.entries() < 6) ::usleep(1000);
  overwrite(signs / "end", "");
  int resumed = 0;
  for (const pid_t child : children) resumed += WEXITSTATUS(wait_for(child)) == 3 ? 1 : 0;
  EXPECT_EQ(resumed, 1);
}

TEST(Results, RunHeldByALivingProcessIsNotClaimed) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  fs::path pending;
  {
    const PendingRun run = results.start("house", "key", "mine", false, info);
    pending = run.folder();
    EXPECT_ERROR(results.claim(pending), ExitCode::unavailable, "living process");
  }
  EXPECT_TRUE(results.claim(pending).resumed());
  EXPECT_EQ(results.claim(pending / "").name(), "mine");
  EXPECT_ERROR(results.claim(folder.path()), ExitCode::no_input, "not a pending run");
}

TEST(Results, PublishAfterTheLeaseWasLostRefuses) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  PendingRun run = results.start("house", "key", "mine", false, info);
  overwrite(run.folder().string() + ".lease", R"({"host":"other","machine":"0123456789abcdef","pid":1,"start":1})");
  EXPECT_FALSE(run.still_ours());
  EXPECT_ERROR(run.publish("mine"), ExitCode::interrupted, "taken over");
  EXPECT_FALSE(fs::exists(folder / "experiments/house/runs/mine"));
  EXPECT_TRUE(fs::exists(run.folder()));
}

TEST(Results, ARunTakenFromOneThatMayStillWriteIsOutOfItsReach) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  fs::path before;
  {
    const PendingRun run = results.start("house", "key", "mine", false, info);
    before = run.folder();
  }
  std::ofstream log(before / "log.jsonl", std::ios::app);
  log << "first\n" << std::flush;
  const fs::path lease = before.string() + ".lease";
  overwrite(lease, R"({"host":"other","machine":"0123456789abcdef","pid":1,"start":1})");
  fs::last_write_time(lease, fs::file_time_type::clock::now() - std::chrono::hours(1));
  PendingRun run = results.start("house", "key", "new", false, info);
  EXPECT_TRUE(run.resumed());
  EXPECT_FALSE(fs::exists(before));
  run.write_json("metrics.json", {{"test", {{"rmse", 1.5}}}});
  const fs::path published = run.publish("done");
  log << "late\n" << std::flush;
  EXPECT_THROW(storage::write_file(before / "metrics.json", "late"), Error);
  EXPECT_EQ(storage::read_file(published / "log.jsonl"), "first\n");
  EXPECT_TRUE(storage::verify_folder(published).empty());
}

TEST(Results, PublishNeverReplacesARun) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  publish_one(results, "house", "k", "taken");
  PendingRun run = results.start("house", "k", "new", true, info);
  EXPECT_ERROR(run.publish("taken"), ExitCode::cannot_create, "exists already");
  EXPECT_EQ(problems(verify(folder / "experiments/house/runs/taken")), "");
  EXPECT_EQ(results.start("house", "k", "taken", true, info).name(), "taken-2");
}

TEST(Results, RunKilledAtItsCreationIsIgnoredAndCleaned) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  publish_one(results, "house", "k", "done");
  const fs::path pending = folder / "experiments/house/runs/.pending";
  storage::make_folder(pending / "no-run-json");
  overwrite(pending / "orphan.lease", R"({"host":"h","machine":"0123456789abcdef","pid":1,"start":1})");
  fs::last_write_time(pending / "orphan.lease", fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_EQ(results.list().size(), 1U);
  EXPECT_EQ(problems(verify(folder.path())), "");
  { const PendingRun run = results.start("house", "k", "next", false, info); }
  EXPECT_FALSE(fs::exists(pending / "no-run-json"));
  EXPECT_FALSE(fs::exists(pending / "orphan.lease"));
}

TEST(Results, KilledAtAnyMomentIsResumedAndPublishedWhole) {
  const Folder folder, trial;
  const auto begin = std::chrono::steady_clock::now();
  Results other = Results::open_or_create(trial.path());
  publish_one(other, "house", "k", "one");
  auto longest = 2 * std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
  unsigned seed = 3;
  std::uint64_t published = 0;
  for (int round = 0; round < 30 || (published < 5 && round < 600); ++round) {
    const pid_t child = spawn([&] {
      for (int i = 0;; ++i) {
        PendingRun run = Results::open_or_create(folder.path()).start("house", "k", run_name("kill"), false, info);
        run.write_json("metrics.json", {{"i", i}});
        run.publish(run_name("kill"));
      }
    });
    ::usleep(static_cast<useconds_t>(rand_r(&seed) % longest));
    ::kill(child, SIGKILL);
    wait_for(child);
    if (!fs::exists(folder / "layout.json")) continue;
    const VerifyReport report = verify(folder.path());
    ASSERT_EQ(problems(report), "") << "after kill " << round;
    if (report.folders == published) longest += longest / 8;  // the machine has less time for it now than when it was measured
    published = report.folders;
    ASSERT_LE(report.pending.size(), 1U) << "an interrupted run was left instead of resumed";
  }
  EXPECT_GE(published, 5U) << "too few runs to say anything";
  { const PendingRun run = Results::open(folder.path()).start("house", "k", "last", false, info); }
  EXPECT_EQ(verify(folder.path()).leftovers.size(), 0U);
}

TEST(Results, NamesThatWouldLeaveTheDirectoryAreRefused) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  for (const std::string& name :
       {std::string(".."), std::string("a/b"), std::string("%2e"), std::string(300, 'n'), std::string("h\u043euse")}) {
    EXPECT_ERROR(results.start(name, "k", "run", false, info), ExitCode::bad_config, "experiment '");
    EXPECT_ERROR(results.start("house", "k", name, false, info), ExitCode::bad_config, "run '");
    PendingRun run = results.start("house", "k", "fine", true, info);
    EXPECT_ERROR(run.publish(name), ExitCode::bad_config, "run '");
  }
}

TEST(Results, ExperimentIsMadeOnceAndKept) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  publish_one(results, "house", "k", "a");
  const std::string before = storage::read_file(folder / "experiments/house/experiment.json");
  { const PendingRun run = results.start("house", "k", "b", true, {{"description", "another"}}); }
  EXPECT_EQ(storage::read_file(folder / "experiments/house/experiment.json"), before);
  const Json document = storage::unseal(before, "experiment.json");
  EXPECT_EQ(document["name"], "house");
  EXPECT_EQ(document["description"], "Median house value");
  EXPECT_EQ(document["tags"]["team"], "pricing");
  EXPECT_FALSE(document.contains("seed"));
}

TEST(Results, NewerOrDamagedLayoutIsRefused) {
  const Folder folder;
  Results::open_or_create(folder.path());
  overwrite(folder / "layout.json", storage::seal({{"kind", "trainyard results"}, {"version", 2}}));
  EXPECT_ERROR(Results::open(folder.path()), ExitCode::bad_data, "use a newer trainyard");
  EXPECT_ERROR(Results::open_or_create(folder.path()), ExitCode::bad_data, "use a newer trainyard");
  overwrite(folder / "layout.json", "{}");
  EXPECT_ERROR(Results::open(folder.path()), ExitCode::bad_data, "layout.json");
  overwrite(folder / "layout.json", storage::seal({{"kind", 7}, {"version", "1"}}));
  EXPECT_ERROR(Results::open(folder.path()), ExitCode::bad_data, "not the layout");
  EXPECT_ERROR(Results::open(folder / "absent"), ExitCode::no_input, "not a results directory");
  EXPECT_FALSE(fs::exists(folder / "absent"));
}

TEST(Results, PlaceThatCannotBeWrittenIsCannotCreate) {
  const Folder folder;
  overwrite(folder / "file", "");
  EXPECT_ERROR(Results::open_or_create(folder / "file/results"), ExitCode::cannot_create, "file");
}

TEST(Results, DamagedFinishedRunIsNotTakenForUnchanged) {
  const Folder folder;
  Results results = Results::open_or_create(folder.path());
  const fs::path made = publish_one(results, "house", "k", "done");
  overwrite(made / "metrics.json", "{\n  \"test\": {\n    \"rmse\": 1.4\n  }\n}\n");
  EXPECT_ERROR(results.find_published("house", "k"), ExitCode::bad_data, "metrics.json: SHA-256 differs");
  overwrite(made / "run.json", "{");
  EXPECT_EQ(results.list().at(0).status, "damaged");
}

TEST(RunName, SaysWhenAndWhatAndIsSafe) {
  const std::string name = run_name("tpe60-depth6-lr0.08");
  EXPECT_TRUE(std::regex_match(name, std::regex("[0-9]{8}T[0-9]{6}Z-tpe60-depth6-lr0\\.08-[0-9a-f]{6}"))) << name;
  EXPECT_NE(run_name("x"), run_name("x"));
  for (const std::string& what : {std::string("../../etc"), std::string(500, 'x'), std::string(), std::string("\u00fc")}) {
    EXPECT_NO_THROW(storage::check_name("run", run_name(what))) << what;
  }
}

}  // namespace
}  // namespace trainyard::results
