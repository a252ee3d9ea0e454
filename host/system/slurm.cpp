#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "host/system/system.hpp"

namespace trainyard::system {

nlohmann::ordered_json slurm() {
  if (std::getenv("SLURM_JOB_ID") == nullptr) return nullptr;
  constexpr std::array<std::pair<std::string_view, const char*>, 22> variables{{
      {"cluster", "SLURM_CLUSTER_NAME"},
      {"partition", "SLURM_JOB_PARTITION"},
      {"account", "SLURM_JOB_ACCOUNT"},
      {"qos", "SLURM_JOB_QOS"},
      {"job_name", "SLURM_JOB_NAME"},
      {"job_id", "SLURM_JOB_ID"},
      {"array_job_id", "SLURM_ARRAY_JOB_ID"},
      {"array_task_id", "SLURM_ARRAY_TASK_ID"},
      {"restart_count", "SLURM_RESTART_COUNT"},
      {"step_id", "SLURM_STEP_ID"},
      {"procid", "SLURM_PROCID"},
      {"localid", "SLURM_LOCALID"},
      {"ntasks", "SLURM_NTASKS"},
      {"nodelist", "SLURM_JOB_NODELIST"},
      {"node", "SLURMD_NODENAME"},
      {"cpus_on_node", "SLURM_CPUS_ON_NODE"},
      {"cpus_per_task", "SLURM_CPUS_PER_TASK"},
      {"mem_per_node", "SLURM_MEM_PER_NODE"},
      {"job_gpus", "SLURM_JOB_GPUS"},
      {"gpus_on_node", "SLURM_GPUS_ON_NODE"},
      {"cuda_visible_devices", "CUDA_VISIBLE_DEVICES"},
      {"life", "TRAINYARD_LIFE"},
  }};
  nlohmann::ordered_json job = nlohmann::ordered_json::object();
  for (const auto& [name, variable] : variables) {
    if (const char* value = std::getenv(variable)) job[std::string(name)] = value;
  }
  return job;
}

}  // namespace trainyard::system
