// A config's chain as a graph of Slurm jobs: shard → sweep (an array of workers on one study) → collect → train → evaluate → register.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/config/config.hpp"

namespace trainyard::cluster {

/// What a job asks Slurm for; empty or 0: nothing. Names are sbatch's.
struct Resources {
  std::string partition, account, qos, gres, exclude;
  std::uint64_t cpus = 0, memory = 0, time = 0;  ///< memory in bytes, time in seconds
  std::uint64_t nodes = 1;
  std::uint64_t signal = 120;  ///< seconds before the time limit
  std::string container;       ///< an Apptainer image
  std::vector<std::string> prologue;

  /// Whether `gres` asks for a GPU.
  [[nodiscard]] bool has_gpu() const;
};

struct Job {
  std::string stage;
  Resources resources;
  std::vector<std::string> words;  ///< the program's, from its verb on, without the config and the settings that all stages share
  std::string after;               ///< the stage that it waits for; "" for the first
  std::string condition;           ///< "afterok" or "afterany"
  std::uint64_t array = 0;         ///< tasks of a job array; 0: no array
  std::uint64_t throttle = 0;      ///< of them at once; 0: all
  std::uint64_t workers = 0;       ///< of the sweep, in each task; 0: as the machine has GPUs, else one
};

struct Graph {
  std::vector<Job> jobs;  ///< each behind the one that it waits for
  std::string device;     ///< for all stages: "cpu", "cuda" or what the config says
  [[nodiscard]] nlohmann::ordered_json to_json() const;
};

/// Reads `cluster`. An array of more tasks than `max_array_size` (Slurm's MaxArraySize) is packed, several workers to a task. Nothing is
/// decided by the machine that submits. A study's kind of device is part of what decides it, so `device: auto` becomes `cuda` where the
/// stages that compute ask for GPUs, `cpu` where none does; where they differ, the config is told of the problem. Throws Error(bad_config).
Graph make_graph(const config::Config& config, std::uint64_t max_array_size);

}  // namespace trainyard::cluster
