#include "host/cluster/script.hpp"

#include <cstdlib>
#include <fstream>

#include "host/cluster/slurm.hpp"
#include "host/error/error.hpp"
#include "host/system/command.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::cluster {
namespace {

std::string text_of(const Job& job, const std::filesystem::path& folder) {
  return script_text(job, "cpu",
                     {.folder = folder,
                      .experiment = "house",
                      .program = "/opt/a b/trainyard",
                      .base = folder,
                      .results = folder,
                      .settings = {"--set", "description=it's"},
                      .excluded = {"node7"}});
}

TEST(Script, AsksForWhatTheStageNeedsInSlurmsOwnWords) {
  const Job job{.stage = "sweep",
                .resources = {.partition = "gpu", .gres = "gpu:2", .exclude = "node1", .memory = 5000000, .time = 93784, .nodes = 3},
                .words = {"sweep", "--worker"},
                .array = 4,
                .throttle = 2};
  const std::string text = text_of(job, "/data");
  for (const char* line : {"--partition=gpu", "--gres=gpu:2", "--exclude=node1,node7", "--mem=5M", "--time=1-02:03:04", "--nodes=3",
                           "--ntasks-per-node=1", "--array=0-3%2", "--requeue", "--open-mode=append", "--signal=B:USR1@120"}) {
    EXPECT_NE(text.find(std::string("\n#SBATCH ") + line + "\n"), std::string::npos) << line;
  }
  EXPECT_NE(text.find("srun --kill-on-bad-exit=0 '/opt/a b/trainyard'"), std::string::npos) << text;
  EXPECT_NE(text.find("'description=it'\\''s'"), std::string::npos) << text;
}

TEST(Script, RunsTheProgramOfAContainerWithItsGpus) {
  const Job job{.stage = "train", .resources = {.gres = "gpu:1", .container = "/images/t.sif"}, .words = {"train"}};
  const std::string text = text_of(job, "/data");
  EXPECT_NE(text.find("apptainer exec --nv --bind /data --bind /data /images/t.sif trainyard\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("#SBATCH --array"), std::string::npos);
}

TEST(Command, GivesBothStreamsAndTheCodeAndKillsWhatTakesTooLong) {
  const auto ran = system::run_command({"sh", "-c", "echo out; echo err >&2; exit 7"});
  EXPECT_TRUE(ran.found && !ran.timed_out);
  EXPECT_EQ(ran.status, 7);
  EXPECT_EQ(ran.output + ran.errors, "out\nerr\n");
  EXPECT_FALSE(system::run_command({"no-such-program-anywhere"}).found);
  EXPECT_TRUE(system::run_command({"sleep", "60"}, 0.1).timed_out);
  EXPECT_EQ(system::run_command({"sh", "-c", "kill -9 $$"}).status, 137);
}

/// Slurm's commands as programs of the test's own.
class SlurmTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("PATH", (folder.path().string() + ":/usr/bin:/bin").c_str(), 1); }
  void make(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << "#!/bin/sh\n" << text << "\n";
    std::filesystem::permissions(folder / name, std::filesystem::perms::owner_all);
  }
  const Folder folder;
};

TEST_F(SlurmTest, StatesComeFromWhoeverKnowsTheJob) {
  make("squeue", "echo '11|RUNNING|1:02|node1|house.shard|None'; echo '12_0|PENDING|0:00||house.sweep|Priority'");
  make("sacct", "echo '13|COMPLETED|0:0|00:01:00|node2|house.collect'; echo '14_1|CANCELLED by 0|0:15|00:00:01|node2|x'");
  make("scontrol",
       "[ \"$4\" = 15 ] && echo 'JobId=15 JobName=x JobState=FAILED Reason=NonZeroExitCode ExitCode=7:0 RunTime=00:00:02 NodeList=node1'");
  const auto found = job_states({"11", "12", "13", "14", "15", "16"});
  EXPECT_TRUE(found.at("11").live() && found.at("12_0").live());
  EXPECT_EQ(found.at("13").exit_code, 0);
  EXPECT_EQ(found.at("14_1").state, "CANCELLED");
  EXPECT_EQ(found.at("14_1").exit_code, 128 + 15);
  EXPECT_EQ(found.at("15").exit_code, 7);
  EXPECT_FALSE(found.contains("16"));
}

TEST_F(SlurmTest, NoAnswerFromAnyOfThemIsAnError) {
  for (const char* name : {"squeue", "sacct", "scontrol"}) make(name, "echo 'Unable to contact slurm controller' >&2; exit 1");
  EXPECT_ERROR(job_states({"11"}), ExitCode::unavailable, "neither squeue");
  EXPECT_EQ(max_array_size(), 1001U) << "Slurm's own default";
}

}  // namespace
}  // namespace trainyard::cluster
