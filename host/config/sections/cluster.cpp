#include <cstdint>

#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

constexpr double default_signal = 120;
constexpr double slurm_lateness = 60;  // Slurm may send the signal so much earlier

Option slurm_words(const std::string& pattern, const std::string& meaning) { return Option::text().matching(pattern, meaning); }

/// What a job asks for; `of_stage` is the same for one stage, where a key left out is as for all stages.
std::vector<Key> resources(bool of_stage) {
  const auto absent = [&](const std::string& otherwise) { return of_stage ? "as for all stages" : otherwise; };
  const char* names = "^[A-Za-z0-9_.,-]{1,1000}$";
  const std::string names_meaning = "names of letters, digits, '.', '_' and '-', with commas between";
  return {
      {"partition",
       slurm_words(names, names_meaning).example("gpu").absent_means(absent("the cluster's default")).doc("Partition, or several")},
      {"account", slurm_words(names, names_meaning).absent_means(absent("the user's default")).doc("Account that is charged")},
      {"qos", slurm_words(names, names_meaning).absent_means(absent("the user's default")).doc("Quality of service")},
      {"gres", slurm_words("^[A-Za-z0-9_:.,-]{1,1000}$", "`gpu:1`, `gpu:a100:2`, `none` or the like")
                   .example("gpu:1")
                   .absent_means(absent("none"))
                   .doc("Generic resources of each node. Where a stage has several GPUs, each gets a worker")},
      {"cpus", Option::integer().range(1, 4096).absent_means(absent("the cluster's default")).doc("CPUs of each task (`--cpus-per-task`)")},
      {"memory", Option::bytes()
                     .at_least(1024.0 * 1024)
                     .unit("bytes")
                     .absent_means(absent("the cluster's default"))
                     .doc("Memory of each node (`--mem`)")},
      {"time", Option::duration()
                   .at_least(60)
                   .unit("seconds")
                   .absent_means(absent("the partition's default"))
                   .doc("Time limit; a job that reaches it saves, is queued again and goes on")},
      {"nodes", Option::integer()
                    .range(1, 10000)
                    .absent_means(absent("1"))
                    .doc("Nodes of each job. Above 1 is for the sweep, where every node of a task gets a worker")},
      {"exclude", slurm_words("^[A-Za-z0-9_.,\\[\\]-]{1,4000}$", "node names as Slurm writes them")
                      .example("node[3-5],node9")
                      .absent_means(absent("none"))
                      .doc("Nodes not to run on; those on which an earlier submission failed twice are left out too")},
      {"signal", Option::duration()
                     .at_least(1)
                     .unit("seconds")
                     .absent_means(absent("120s"))
                     .doc("How long before its time limit a job is asked to save; Slurm may do so up to a minute earlier")},
      {"container",
       Option::path()
           .range(1, 4096)
           .absent_means(absent("none"))
           .doc("Apptainer image that has the program; the config's folder, the results and the data are found inside under the "
                "same paths")},
      {"prologue", Option::list(Option::text().range(1, 4000))
                       .range(1, 100)
                       .example("[module load cuda/13.0]")
                       .absent_means(absent("none"))
                       .doc("Lines of shell that the script runs before the program")},
  };
}

Option stage(const std::string& about) { return Option::object(resources(true)).absent_means("as for all stages").doc(about); }

double number_of(const ordered_json& cluster, const std::string& part, const char* key, double otherwise) {
  const ordered_json& own = cluster.value(part, ordered_json::object());
  if (own.is_object() && own.contains(key)) return own[key].get<double>();
  return cluster.contains(key) ? cluster[key].get<double>() : otherwise;
}

void relate_cluster(const ordered_json& document, const Report& report) {
  if (!document.contains("cluster") || !document["cluster"].is_object()) return;
  const ordered_json& cluster = document["cluster"];
  for (const std::string part : {"shard", "sweep", "train", "evaluate", "register"}) {
    const double time = number_of(cluster, part, "time", 0), least = number_of(cluster, part, "signal", default_signal) + slurm_lateness;
    if (time > 0 && time <= least) {
      report("cluster.time", "(" + std::to_string(std::int64_t(time)) + " s) leaves stage " + part +
                                 " no time to work: it has to be above cluster.signal and the minute that Slurm may be early, " +
                                 std::to_string(std::int64_t(least)) + " s");
      return;
    }
    if (part != "sweep" && number_of(cluster, part, "nodes", 1) > 1) {
      report("cluster.nodes", "above 1 is for the sweep alone; stage " + part + " runs on one node: give cluster.sweep.nodes");
      return;
    }
  }
  if (cluster.value("throttle", std::int64_t{0}) > cluster.value("array", std::int64_t{1})) {
    report("cluster.throttle", "is above cluster.array, the number of tasks there are");
  }
}

}  // namespace

Section cluster_section() {
  std::vector<Key> keys = resources(false);
  keys.push_back(
      {"array", Option::integer().range(1, 100000).fallback(1).doc(
                    "Tasks of the sweep's job array, each a worker on the same study; more than Slurm's MaxArraySize are packed, "
                    "several to a task")});
  keys.push_back(
      {"throttle", Option::integer().range(1, 100000).absent_means("none").doc("Tasks of the array that run at once, at most (`%`)")});
  keys.push_back({"shard", stage("What differs for the job that makes the dataset")});
  keys.push_back({"sweep", stage("What differs for the workers of the search")});
  keys.push_back({"train", stage("What differs for the job that fits the final model")});
  keys.push_back({"evaluate", stage("What differs for the job that evaluates it and holds it against the gates")});
  keys.push_back({"register", stage("What differs for the job that registers it")});
  return {.title = "Cluster",
          .doc = "What `submit` asks Slurm for. Names are those of sbatch; nothing here changes a result.",
          .keys = {{"cluster", Option::object(std::move(keys))
                                   .absent_means("what the cluster gives to who asks for nothing")
                                   .may_change()
                                   .example("{partition: gpu, gres: gpu:1, cpus: 8, memory: 64G, time: 2h, array: 8}")
                                   .doc("Resources of all stages, and under a stage's name those that differ for it")}},
          .relate = relate_cluster};
}

}  // namespace trainyard::config
