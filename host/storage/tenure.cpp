#include "host/storage/tenure.hpp"

#include <charconv>
#include <cstdlib>

namespace trainyard::storage {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Tenure this_tenure() {
  Tenure tenure{.job = variable("TRAINYARD_JOB")};
  if (tenure.job.empty()) return tenure;
  const std::string life = variable("TRAINYARD_LIFE"), task = variable("SLURM_PROCID");
  std::from_chars(life.data(), life.data() + life.size(), tenure.life);
  if (!task.empty()) tenure.job += "." + task;
  return tenure;
}

bool supersedes(const Tenure& ours, const Tenure& other) { return !ours.job.empty() && ours.job == other.job && ours.life > other.life; }

}  // namespace trainyard::storage
