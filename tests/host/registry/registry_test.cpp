#include "host/error/error.hpp"
#include "host/storage/digest.hpp"
#include "host/system/system.hpp"
#include "tests/host/registry/fake_run.hpp"

namespace trainyard::registry {
namespace {

namespace fs = std::filesystem;

constexpr const char* no_approval = "production: {approvals: 0}\n";

TEST(Registry, CopiesTheBundleIntoTheNextVersionWithCardAndLineage) {
  const Folder folder;
  const fs::path run = fake_run(folder.path(), "one");
  Registration registration;
  registration.name = "house";
  registration.run = run;
  registration.description = "from | the <b>test";
  registration.tags = {{"team", "pricing"}};
  registration.card = "## Intended use\n\nPricing of houses.\n";
  registration.stage = Stage::staging;
  const Changed made = register_version(order(folder.path()), registration);
  EXPECT_EQ(made.version.number, 1U);
  EXPECT_EQ(storage::read_file(made.folder / "model/model.json"), "weights of one");
  const auto version = nlohmann::json::parse(storage::read_file(made.folder / "version.json"));
  EXPECT_EQ(version["lineage"]["run"]["path"], "experiments/house/runs/one");
  EXPECT_EQ(version["lineage"]["run"]["manifest"], storage::sha256_file(run / "manifest.json"));
  EXPECT_EQ(version["tags"]["team"], "pricing");
  EXPECT_EQ(version["registered_by"], system::user());
  const std::string card = storage::read_file(made.folder / "card.md");
  for (const char* part : {"Pricing of houses.", "| rmse | 1.5 | 3 |", "from \\| the \\<b\\>test", "The run had no gates."}) {
    EXPECT_NE(card.find(part), std::string::npos) << part << " is not in:\n" << card;
  }
  EXPECT_EQ(stages(folder.path()), "1 Staging");
  EXPECT_EQ(problems(folder.path()), "");
  fs::remove_all(run);  // the version stands on its own; verify tells that its run is gone
  EXPECT_EQ(Registry::open(folder.path()).resolve("house@staging").version.number, 1U);
  EXPECT_NE(problems(folder.path()).find("its run is missing"), std::string::npos);
}

TEST(Registry, PromotionArchivesTheFormerVersionAndRollbackBringsItBack) {
  const Folder folder;
  write_policy(folder.path(), no_approval);
  const fs::path run = fake_run(folder.path(), "one");
  for (int i = 0; i < 3; ++i) add(folder.path(), run);
  for (const std::uint64_t number : {1U, 2U, 3U}) promote(order(folder.path()), "house", number, Stage::production);
  EXPECT_EQ(stages(folder.path()), "1 Archived, 2 Archived, 3 Production");
  EXPECT_EQ(rollback(order(folder.path()), "house").version.number, 2U);
  EXPECT_EQ(stages(folder.path()), "1 Archived, 2 Production, 3 Archived");
  EXPECT_EQ(rollback(order(folder.path()), "house").version.number, 1U);
  EXPECT_ERROR(rollback(order(folder.path()), "house"), ExitCode::no_input,
               "no version but 1 was put into Production and not taken out since");
  promote(order(folder.path()), "house", 3, Stage::production);
  promote(order(folder.path()), "house", 3, Stage::archived);  // withdrawn: nothing is in Production
  EXPECT_ERROR(Registry::open(folder.path()).resolve("house@Production"), ExitCode::no_input, "no version in Production");
  EXPECT_EQ(rollback(order(folder.path()), "house").version.number, 1U);
  EXPECT_FALSE(promote(order(folder.path()), "house", 1, Stage::production).changed) << "it is there already";
  EXPECT_EQ(problems(folder.path()), "");
}

TEST(Registry, ProductionNeedsTheApprovalsThatThePolicyCounts) {
  const Folder folder;
  add(folder.path(), fake_run(folder.path(), "one"));
  EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::production), ExitCode::not_permitted, "0 of 1 approvals");
  EXPECT_ERROR(approve(order(folder.path()), "house", 1), ExitCode::not_permitted, "the default policy allows no self-approval");
  write_policy(folder.path(), no_approval);
  EXPECT_ERROR(approve(order(folder.path()), "house", 1), ExitCode::not_permitted, "policy.yaml allows no self-approval");
  write_policy(folder.path(), "production: {self_approval: true, approvers: [somebody_else]}\n");
  EXPECT_ERROR(approve(order(folder.path()), "house", 1), ExitCode::not_permitted, "somebody_else");
  write_policy(folder.path(), "production: {self_approval: true}\n");
  EXPECT_ERROR(approve(order(folder.path(), ""), "house", 1), ExitCode::usage, "reason");
  EXPECT_TRUE(approve(order(folder.path()), "house", 1).changed);
  EXPECT_FALSE(approve(order(folder.path()), "house", 1).changed) << "the same user twice is one approval";
  write_policy(folder.path(), "production: {self_approval: true, approvals: 2}\n");
  EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::production), ExitCode::not_permitted, "1 of 2 approvals");
  write_policy(folder.path(), "production: {self_approval: false, approvals: 1}\n");
  EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::production), ExitCode::not_permitted, "0 of 1 approvals");
  write_policy(folder.path(), "production: {self_approval: true}\n");
  EXPECT_TRUE(promote(order(folder.path()), "house", 1, Stage::production).changed);
}

TEST(Registry, ARequiredCheckHasToHavePassedLast) {
  const Folder folder;
  write_policy(folder.path(), "production: {approvals: 0, check: required}\n");
  add(folder.path(), fake_run(folder.path(), "one"));
  EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::production), ExitCode::not_permitted, "there was none");
  record_check(order(folder.path()), "house", 1, {{"verdict", "passed"}});
  record_check(order(folder.path()), "house", 1, {{"verdict", "failed"}});
  EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::production), ExitCode::not_permitted, "the last one failed");
  record_check(order(folder.path()), "house", 1, {{"verdict", "passed"}});
  EXPECT_TRUE(promote(order(folder.path()), "house", 1, Stage::production).changed);
}

TEST(Registry, RegistersOnlyWholeRunsWhoseGatesPassed) {
  const Folder folder;
  Registration registration;
  registration.name = "house";
  registration.run =
      fake_run(folder.path(), "bad",
               R"({"verdict": "failed", "gates": [{"metric": "rmse", "rule": "max", "value": 2, "limit": 1, "passed": false}]})");
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::verdict_no, "gates failed");
  registration.force = true;
  for (const char* reason : {"", " \t"}) {
    EXPECT_ERROR(register_version(order(folder.path(), reason), registration), ExitCode::usage, "--reason");
  }
  const Changed made = register_version(order(folder.path(), "wanted"), registration);
  EXPECT_TRUE(made.version.forced);
  EXPECT_NE(storage::read_file(made.folder / "card.md").find("| rmse | max | 2 | 1 | false |"), std::string::npos);
  registration.force = false;
  registration.run = fake_run(folder.path(), "good", R"({"verdict": "passed", "gates": []})");
  EXPECT_FALSE(register_version(order(folder.path()), registration).version.forced);
  overwrite(registration.run / "metrics.json", "{}");
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::bad_data, "metrics.json");
  fs::remove(registration.run / "manifest.json");
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::no_input, "resume");
  registration.run = fake_run(folder.path(), "third");
  for (const char* name : {"", "../x", "a/b", ".hidden", "-f", "a\nb"}) {
    registration.name = name;
    EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::bad_config, "cannot be a name");
  }
  registration.name = "house";
  registration.tags = {{"../tag", "x"}};
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::bad_config, "tag");
  registration.tags.clear();
  registration.stage = Stage::production;
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::usage, "promote");
}

TEST(Registry, RegistersOnlyByForceARunWhoseGatesWereNotEvaluated) {
  const Folder folder;
  Registration registration;
  registration.name = "house";
  registration.run = fake_run(folder.path(), "trained", "", R"({"gates": 2})");
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::verdict_no, "gates were not evaluated");
  registration.force = true;
  const Changed made = register_version(order(folder.path(), "wanted"), registration);
  EXPECT_TRUE(made.version.forced);
  const std::string card = storage::read_file(made.folder / "card.md");
  for (const char* part : {"The gates were not evaluated.", "Registered although its gates were not evaluated: wanted"}) {
    EXPECT_NE(card.find(part), std::string::npos) << part << " is not in:\n" << card;
  }
  registration.force = false;
  for (const char* run_json : {R"({"gates": 0})", R"({"summary": {"verdict": "passed"}})"}) {
    registration.run = fake_run(folder.path(), run_json[2] == 'g' ? "none" : "passed", "", run_json);
    EXPECT_FALSE(register_version(order(folder.path()), registration).version.forced) << run_json;
  }
  registration.run = fake_run(folder.path(), "evaluated", R"({"verdict": "passed", "gates": []})", R"({"gates": 2})");
  EXPECT_FALSE(register_version(order(folder.path()), registration).version.forced);
  registration.run = fake_run(folder.path(), "strict", "", R"({"gates": 0, "summary": {"verdict": "failed"}})");
  EXPECT_ERROR(register_version(order(folder.path()), registration), ExitCode::verdict_no, "strict");
}

TEST(Registry, AVersionThatWasTakenOutOfProductionNeedsNewApprovals) {
  const Folder folder;
  write_policy(folder.path(), "production: {self_approval: true}\n");
  const fs::path run = fake_run(folder.path(), "one");
  for (const std::uint64_t number : {1U, 2U}) {
    add(folder.path(), run);
    approve(order(folder.path()), "house", number);
    promote(order(folder.path()), "house", number, Stage::production);
  }
  EXPECT_EQ(rollback(order(folder.path()), "house").version.approvals.size(), 1U) << "what comes back keeps its own";
  EXPECT_ERROR(promote(order(folder.path()), "house", 2, Stage::production), ExitCode::not_permitted, "0 of 1 approvals");
  EXPECT_TRUE(approve(order(folder.path(), "mended the data"), "house", 2).changed) << "the same user may approve anew";
  EXPECT_TRUE(promote(order(folder.path()), "house", 2, Stage::production).changed);
  promote(order(folder.path()), "house", 2, Stage::staging);
  EXPECT_ERROR(promote(order(folder.path()), "house", 2, Stage::production), ExitCode::not_permitted, "0 of 1 approvals");
  EXPECT_EQ(problems(folder.path()), "");
}

TEST(Registry, WhatIsInProductionIsTakenOutOnlyForAReason) {
  const Folder folder;
  write_policy(folder.path(), no_approval);
  add(folder.path(), fake_run(folder.path(), "one"));
  promote(order(folder.path(), ""), "house", 1, Stage::production);
  for (const Stage to : {Stage::archived, Stage::staging, Stage::none}) {
    EXPECT_ERROR(promote(order(folder.path(), " "), "house", 1, to), ExitCode::usage, "--reason");
  }
  EXPECT_ERROR(rollback(order(folder.path(), " "), "house"), ExitCode::usage, "--reason");
  EXPECT_EQ(stages(folder.path()), "1 Production");
  promote(order(folder.path()), "house", 1, Stage::archived);
  promote(order(folder.path(), ""), "house", 1, Stage::none);  // it is in Production no more
}

TEST(Registry, ADamagedVersionIsNotPromoted) {
  const Folder folder;
  write_policy(folder.path(), no_approval);
  const Changed made = add(folder.path(), fake_run(folder.path(), "one"));
  overwrite(made.folder / "model/model.json", "other weights");
  for (const Stage to : {Stage::staging, Stage::production}) {
    EXPECT_ERROR(promote(order(folder.path()), "house", 1, to), ExitCode::bad_data, "model.json");
  }
  fs::remove_all(made.folder);
  EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::staging), ExitCode::bad_data, "missing");
  EXPECT_TRUE(promote(order(folder.path()), "house", 1, Stage::archived).changed) << "it can be put away";
}

TEST(Registry, TheSameRunIsRegisteredOnceWhereThatIsAsked) {
  const Folder folder;
  Registration registration;
  registration.name = "house";
  registration.run = fake_run(folder.path(), "one");
  registration.once = true;
  EXPECT_TRUE(register_version(order(folder.path()), registration).changed);
  EXPECT_FALSE(register_version(order(folder.path()), registration).changed);
  EXPECT_EQ(stages(folder.path()), "1 None");
}

TEST(Registry, ReferencesNameAVersionOrTheNewestInAStage) {
  const Folder folder;
  const fs::path run = fake_run(folder.path(), "one");
  for (int i = 0; i < 3; ++i) add(folder.path(), run);
  for (const std::uint64_t number : {1U, 2U}) promote(order(folder.path()), "house", number, Stage::staging);
  const Registry registry = Registry::open(folder.path());
  EXPECT_EQ(registry.resolve("house@3").version.number, 3U);
  EXPECT_EQ(registry.resolve("house@Staging").version.number, 2U);
  EXPECT_ERROR(registry.resolve("house@4"), ExitCode::no_input, "it has 1, 2, 3");
  EXPECT_ERROR(registry.resolve("hause@1"), ExitCode::no_input, "did you mean 'house'");
  EXPECT_ERROR(registry.resolve("house@Stagging"), ExitCode::usage, "did you mean 'Staging'");
  for (const char* text : {"house@", "@1", "house"}) EXPECT_ERROR(registry.resolve(text), ExitCode::usage, "NAME@VERSION");
  overwrite(folder / "models/house/versions/2/model/bundle.json", "{}");
  EXPECT_ERROR(registry.resolve("house@Staging"), ExitCode::bad_data, "bundle.json");
  EXPECT_ERROR(approve(order(folder.path()), "house", 2), ExitCode::not_permitted, "self-approval");
}

TEST(Registry, HistoryTellsWhoDidWhatAndWhyAndIsPerModel) {
  const Folder folder;
  const fs::path run = fake_run(folder.path(), "one");
  add(folder.path(), run);
  add(folder.path(), run, "other");
  promote(order(folder.path(), "tried in the field"), "house", 1, Stage::staging);
  const auto lines = Registry::open(folder.path()).history("house");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1]["user"], system::user());
  EXPECT_EQ(lines[1]["reason"], "tried in the field");
  EXPECT_EQ(lines[1]["before"]["1"], "None");
  EXPECT_EQ(lines[1]["after"]["1"], "Staging");
}

TEST(Policy, WhatItMayNotSayIsRefusedWithItsPlace) {
  const Folder folder;
  add(folder.path(), fake_run(folder.path(), "one"));
  const std::pair<const char*, const char*> cases[] = {{"production: {approvals: -1}\n", "below 0"},
                                                       {"production: {approvals: many}\n", "policy.yaml:1:25"},
                                                       {"production: {aprovals: 1}\n", "did you mean 'production.approvals'"},
                                                       {"staging: {approvals: 1}\n", "unknown key"},
                                                       {"production: {check: maybe}\n", "neither required nor optional"},
                                                       {"production: {self_approval: yes}\n", "'yes' is neither true nor false"},
                                                       {"production: {self_approval: True}\n", "neither true nor false"},
                                                       {"production: {check: required, check: optional}\n", "twice"},
                                                       {"production: [\n", "policy.yaml"},
                                                       {"production: 3\n", "not a map"}};
  for (const auto& [text, part] : cases) {
    write_policy(folder.path(), text);
    EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::staging), ExitCode::bad_config, part);
  }
  EXPECT_EQ(stages(folder.path()), "1 None");
}

TEST(Policy, OnlyAFileThatIsNotThereStandsForTheDefault) {
  const Folder folder;
  add(folder.path(), fake_run(folder.path(), "one"));
  const fs::path file = folder / "policy.yaml";
  const auto expect_refused = [&](const std::string& what) {
    EXPECT_ERROR(promote(order(folder.path()), "house", 1, Stage::staging), ExitCode::bad_config, "policy.yaml: no file that can be read");
    EXPECT_NE(problems(folder.path()), "") << what;
    fs::remove(file);
  };
  fs::create_symlink(folder / "gone.yaml", file);
  expect_refused("a link that leads nowhere");
  fs::create_directory(file);
  expect_refused("a folder");
  fs::create_symlink("/dev/zero", file);
  expect_refused("a device");
  overwrite(folder / "elsewhere.yaml", no_approval);
  fs::create_symlink(folder / "elsewhere.yaml", file);
  EXPECT_TRUE(promote(order(folder.path()), "house", 1, Stage::production).changed) << "a link to a policy is one";
}

}  // namespace
}  // namespace trainyard::registry
