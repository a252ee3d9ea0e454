#include "host/cluster/outcome.hpp"

#include <gtest/gtest.h>

#include "host/cluster/reason.hpp"

namespace trainyard::cluster {
namespace {

Task task(const std::string& stage, const std::string& state, std::optional<int> code = std::nullopt, const std::string& reason = "") {
  return {.stage = stage,
          .task = stage,
          .id = "7",
          .state = {.name = "", .state = state, .elapsed = "", .node = "node1", .reason = reason, .exit_code = code},
          .lives = 1};
}

TEST(Outcome, IsOfTheFirstStageThatFailedWhateverBecameOfWorkers) {
  EXPECT_EQ(verdict({task("shard", "COMPLETED", 0), task("sweep", "FAILED", 3), task("collect", "COMPLETED", 0)}), ExitCode::done);
  EXPECT_EQ(verdict({task("shard", "COMPLETED", 0), task("train", "FAILED", 65), task("evaluate", "CANCELLED")}), ExitCode::bad_data);
  EXPECT_EQ(verdict({task("train", "OUT_OF_MEMORY", 137)}), ExitCode::out_of_memory) << "Slurm says why its program was killed";
  EXPECT_EQ(verdict({task("train", "NODE_FAIL")}), ExitCode::unavailable);
  EXPECT_EQ(verdict({task("train", "TIMEOUT")}), ExitCode::interrupted) << "the same submission goes on";
}

TEST(Outcome, IsToldWithWhatHelps) {
  EXPECT_EQ(failure_text({task("shard", "COMPLETED", 0)}), "");
  EXPECT_EQ(failure_text({task("shard", "FAILED", 65)}), "shard (job 7) ended with FAILED, exit code 65, on node1");
  EXPECT_EQ(failure_text({task("sweep", "OUT_OF_MEMORY", 137), task("collect", "FAILED", 1)}),
            "sweep (job 7) ended with OUT_OF_MEMORY, exit code 137, on node1; give it more with cluster.sweep.memory, or let it take less "
            "with memory. collect (job 7) ended with FAILED, exit code 1, on node1");
}

TEST(Reason, TellsATurnFromSomebodyAndFromNever) {
  const auto of = [](const std::string& reason) { return waits_for(task("shard", "PENDING", {}, reason).state); };
  for (const char* turn : {"None", "", "Priority", "Resources", "Dependency", "BeginTime", "Licenses", "QOSMaxJobsPerUserLimit",
                           "AssocGrpCpuLimit", "QOSGrpNodeLimit", "JobArrayTaskLimit", "a reason of a later Slurm"}) {
    EXPECT_EQ(of(turn), WaitsFor::turn) << turn;
  }
  for (const char* somebody : {"ReqNodeNotAvail, UnavailableNodes:node1", "JobHeldUser", "JobHeldAdmin", "PartitionDown",
                               "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions"}) {
    EXPECT_EQ(of(somebody), WaitsFor::somebody) << somebody;
  }
  for (const char* never : {"PartitionNodeLimit", "PartitionTimeLimit", "PartitionConfig", "BadConstraints", "QOSMaxCpuPerJobLimit",
                            "AssocMaxGRESPerNode", "QOSMinGRES", "InvalidAccount"}) {
    EXPECT_EQ(of(never), WaitsFor::never) << never;
  }
  EXPECT_EQ(waits_for(task("shard", "RUNNING", {}, "PartitionTimeLimit").state), WaitsFor::turn) << "it no longer waits";
}

TEST(Reason, IsSaidOnceForAllTasksOfAnArray) {
  std::vector<Task> tasks(3, task("sweep", "PENDING", {}, "JobHeldUser"));
  for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i].id = "12_" + std::to_string(i);
  EXPECT_EQ(doubts(tasks), std::vector<std::string>{"stage sweep (job 12) waits for somebody to act: JobHeldUser"});
  EXPECT_EQ(stuck(tasks), nullptr);
}

}  // namespace
}  // namespace trainyard::cluster
