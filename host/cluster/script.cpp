#include "host/cluster/script.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "host/system/command.hpp"

namespace trainyard::cluster {
namespace {

using system::shell_quoted;

/// Seconds as Slurm writes them: [days-]hours:minutes:seconds.
std::string slurm_time(std::uint64_t seconds) {
  char text[64];
  std::snprintf(text, sizeof text, "%02u:%02u:%02u", static_cast<unsigned>(seconds / 3600 % 24), static_cast<unsigned>(seconds / 60 % 60),
                static_cast<unsigned>(seconds % 60));
  return (seconds >= 86400 ? std::to_string(seconds / 86400) + "-" : "") + text;
}

std::string directives(const Job& job, const ScriptPlace& place) {
  const Resources& wanted = job.resources;
  std::string text;
  const auto add = [&](const std::string& option, const std::string& value) {
    if (!value.empty()) text += "#SBATCH --" + option + "=" + value + "\n";
  };
  const auto number = [](std::uint64_t value) { return value == 0 ? "" : std::to_string(value); };
  add("job-name", job_name(place.experiment, job.stage));
  add("output", "logs/" + job.stage + (job.array > 0 ? "-%a" : "") + ".out");
  text += "#SBATCH --open-mode=append\n#SBATCH --requeue\n";
  add("signal", "B:USR1@" + std::to_string(wanted.signal));
  if (job.array > 0) add("array", "0-" + std::to_string(job.array - 1) + (job.throttle > 0 ? "%" + std::to_string(job.throttle) : ""));
  add("partition", wanted.partition);
  add("account", wanted.account);
  add("qos", wanted.qos);
  add("gres", wanted.gres);
  add("cpus-per-task", number(wanted.cpus));
  if (wanted.memory > 0) add("mem", std::to_string((wanted.memory + (1U << 20U) - 1) >> 20U) + "M");
  if (wanted.time > 0) add("time", slurm_time(wanted.time));
  if (wanted.nodes > 1) add("nodes", number(wanted.nodes));
  if (wanted.nodes > 1) add("ntasks-per-node", "1");
  std::vector<std::string> exclude = place.excluded;
  if (!wanted.exclude.empty()) exclude.insert(exclude.begin(), wanted.exclude);
  add("exclude", fmt::to_string(fmt::join(exclude, ",")));
  return text;
}

/// The program with everything before its verb, as elements of a shell array.
std::string program(const Job& job, const ScriptPlace& place) {
  const Resources& wanted = job.resources;
  std::string text;
  if (wanted.nodes > 1) text += "srun --kill-on-bad-exit=0 ";
  if (wanted.container.empty()) return text + shell_quoted(place.program.string());
  text += std::string("apptainer exec ") + (wanted.has_gpu() ? "--nv " : "");
  text += "--bind " + shell_quoted(place.base.string()) + " --bind " + shell_quoted(place.results.string()) + " ";
  return text + shell_quoted(wanted.container) + " trainyard";
}

std::string arguments(const Job& job, const std::string& device, const ScriptPlace& place) {
  std::vector<std::string> words{job.words.front(), "\"$submission/config.yaml\""};
  words.insert(words.end(), job.words.begin() + 1, job.words.end());
  const auto option = [&](const std::string& name, const std::string& value) {
    words.push_back(name);
    words.push_back(shell_quoted(value));
  };
  option("--base", place.base.string());
  option("--results", place.results.string());
  option("--device", device);
  const bool given = std::ranges::find(place.settings, "--threads") != place.settings.end();
  if (job.resources.cpus > 0 && !given) option("--threads", std::to_string(job.resources.cpus));
  if (job.workers > 0) option("--workers", std::to_string(job.workers));
  for (const std::string& word : place.settings) words.push_back(shell_quoted(word));
  return fmt::to_string(fmt::join(words, " "));
}

constexpr char life_text[] = R"sh(
# Slurm may start a job again while an earlier life of it, no longer heard of, is still at work. So lives are numbered, by files that can
# be made only once, and the program lets none but the latest hold anything.
life=1
until (set -o noclobber; echo "start ${SLURMD_NODENAME:-unknown} ${SLURM_JOB_ID:-none}" >"$lives.$life") 2>/dev/null; do
  [[ -e $lives.$life ]] || { echo "$lives.$life cannot be written" >&2; exit 73; }
  life=$((life + 1))
done
export TRAINYARD_SUBMISSION=$submission TRAINYARD_JOB=${submission##*/}.$task TRAINYARD_LIFE=$life
echo "== $task, life $life, job ${SLURM_JOB_ID:-none} on ${SLURMD_NODENAME:-this machine}, $(date -u +%FT%TZ)"
)sh";

constexpr char signal_text[] = R"sh(
# Slurm signals this script alone: USR1 before the time limit and at preemption, TERM at the end. The program then saves and ends with 75.
# After TERM it is Slurm's to start the job again, or not, when it was cancelled.
program='' asked=0 ended=0
save() {
  asked=1
  [[ -z $program ]] || kill -USR1 "$program" 2>/dev/null || true
}
trap save USR1
trap 'ended=1; save' TERM
)sh";

constexpr char run_text[] = R"sh(
status=75 # asked before it began
if ((!asked)); then
  "${command[@]}" &
  program=$!
  if ((asked)); then save; fi
  while kill -0 "$program" 2>/dev/null; do wait "$program" || true; done # a trap ends wait
  status=0
  wait "$program" || status=$?
  if ((asked && status == 138)); then status=75; fi # asked before it listened
fi
echo "end $status" >>"$lives.$life"

# Once more: after 75, for everything is saved; and after what may be the node's fault, three times in all.
again=0
case $status in
  75) again=1 ;;
  69 | 74)
    echo "${SLURMD_NODENAME:-unknown}" >>"$submission/failed_nodes"
    failures=$(cat "$lives".* | grep -cxE 'end (69|74)' || true)
    if ((failures < 3)); then again=1; fi
    ;;
esac
if ((again && !ended)) && [[ -n ${SLURM_JOB_ID:-} && ! -e $lives.$((life + 1)) ]]; then
  # Where scontrol is missing, RequeueExit=75 in slurm.conf does the same.
  trap - USR1 TERM
  if command -v scontrol >/dev/null && scontrol requeue "$SLURM_JOB_ID"; then
    sleep 60 # Slurm ends this script
  fi
fi
exit "$status"
)sh";

}  // namespace

std::string job_name(const std::string& experiment, const std::string& stage) { return experiment + "." + stage; }

std::string script_text(const Job& job, const std::string& device, const ScriptPlace& place) {
  std::string text = "#!/usr/bin/env bash\n# Stage " + job.stage + " of experiment " + place.experiment +
                     ", written by `trainyard submit`. By hand, from this folder: sbatch " + job.stage + ".sh\n";
  text += directives(job, place) + "set -euo pipefail\n\n";
  text += "submission=" + shell_quoted(place.folder.string()) + "\n";
  text += "task=" + job.stage + (job.array > 0 ? "-${SLURM_ARRAY_TASK_ID:-0}" : "") + "\n";
  text += "lives=$submission/lives/$task\n" + std::string(life_text) + signal_text;
  if (const auto& prologue = job.resources.prologue; !prologue.empty())
    text += fmt::format("\n# From the config: cluster.prologue\n{}\n", fmt::join(prologue, "\n"));
  text += "\ncommand=(" + program(job, place) + "\n  " + arguments(job, device, place) + ")\n";
  return text + run_text;
}

}  // namespace trainyard::cluster
