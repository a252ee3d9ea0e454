#include "host/cluster/slurm.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <set>
#include <string_view>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/system/command.hpp"

namespace trainyard::cluster {
namespace {

using system::Ran;
using system::run_command;

constexpr std::uint64_t usual_max_array_size = 1001;
constexpr double longest_answer = 90;  // seconds: a client that cannot reach the controller waits a minute

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(" \n\r\t") + 1);
  text.erase(0, std::min(text.size(), text.find_first_not_of(" \n\r\t")));
  return text;
}

/// Slurm's "exit:signal" as a shell gives it.
std::optional<int> exit_code_of(const std::string& text) {
  int code = 0, signal = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, code);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ':') return std::nullopt;
  std::from_chars(first.ptr + 1, end, signal);
  return signal > 0 ? 128 + signal : code;
}

struct Refusal {
  const char* words;  ///< in what sbatch says, in lower case
  ExitCode code;
};

// Of Slurm's own texts (src/common/slurm_errno.c); what is not here is taken for the machine's fault.
constexpr std::array refusals{
    Refusal{"invalid partition", ExitCode::bad_config},
    Refusal{"invalid account", ExitCode::bad_config},
    Refusal{"invalid qos", ExitCode::bad_config},
    Refusal{"invalid generic resource", ExitCode::bad_config},
    Refusal{"requested node configuration is not available", ExitCode::bad_config},
    Refusal{"memory specification can not be satisfied", ExitCode::bad_config},
    Refusal{"requested time limit is invalid", ExitCode::bad_config},
    Refusal{"node count specification invalid", ExitCode::bad_config},
    Refusal{"invalid node name", ExitCode::bad_config},
    Refusal{"invalid job array specification", ExitCode::bad_config},
    Refusal{"more processors requested than permitted", ExitCode::bad_config},
    Refusal{"access/permission denied", ExitCode::not_permitted},
    Refusal{"not permitted", ExitCode::not_permitted},
    Refusal{"violates accounting/qos policy", ExitCode::not_permitted},
};

[[noreturn]] void refuse(const std::string& script, const Ran& ran) {
  std::string said = trimmed(ran.errors.empty() ? ran.output : ran.errors);
  std::string lower = said;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (said.empty()) said = ran.timed_out ? "no answer for " + std::to_string(static_cast<int>(longest_answer)) + " s" : "nothing";
  const auto* found = std::ranges::find_if(refusals, [&](const Refusal& one) { return lower.find(one.words) != std::string::npos; });
  const ExitCode code = found == refusals.end() ? ExitCode::unavailable : found->code;
  const std::string remedy = code == ExitCode::bad_config      ? "; the config's `cluster` section asks for what this cluster does not have"
                             : code == ExitCode::not_permitted ? "; ask for less in the config's `cluster` section, or have it allowed"
                                                               : "; try again later, or see `sinfo`";
  throw Error(code, "sbatch refused " + script + " (exit code " + std::to_string(ran.status) + "): " + said + remedy);
}

/// Takes the newest of what squeue says; false when it could not be asked.
bool ask_squeue(const std::vector<std::string>& ids, std::map<std::string, JobState>& found) {
  const Ran ran = run_command(
      {"squeue", "--noheader", "--array", "--states=all", fmt::format("--jobs={}", fmt::join(ids, ",")), "--format=%i|%T|%M|%N|%j|%r"},
      longest_answer);
  const bool unknown = ran.errors.find("Invalid job id") != std::string::npos;  // all have ended some time ago
  if (!ran.found || (ran.status != 0 && !unknown)) return false;
  for (const std::string& line : split(ran.output, '\n')) {
    const auto parts = split(line, '|');
    if (parts.size() < 6) continue;
    found[trimmed(parts[0])] = {
        .name = parts[4], .state = parts[1], .elapsed = parts[2], .node = parts[3], .reason = parts[5], .exit_code = {}};
  }
  return true;
}

bool ask_sacct(const std::vector<std::string>& ids, std::map<std::string, JobState>& found) {
  const Ran ran = run_command({"sacct", "--noheader", "--parsable2", "--allocations", fmt::format("--jobs={}", fmt::join(ids, ",")),
                               "--format=JobID,State,ExitCode,Elapsed,NodeList,JobName"},
                              longest_answer);
  if (!ran.found || ran.status != 0) return false;
  for (const std::string& line : split(ran.output, '\n')) {
    const auto parts = split(line, '|');
    if (parts.size() < 6 || parts[0].find('[') != std::string::npos) continue;
    const std::string state = parts[1].substr(0, parts[1].find(' '));  // "CANCELLED by 1000"
    found[parts[0]] = {
        .name = parts[5], .state = state, .elapsed = parts[3], .node = parts[4], .reason = "", .exit_code = exit_code_of(parts[2])};
  }
  return true;
}

/// The value of "Name=value" in what scontrol shows of a job.
std::string field(const std::string& line, const std::string& name) {
  const auto at = (" " + line).find(" " + name + "=");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 1;
  return line.substr(begin, line.find(' ', begin) - begin);
}

bool ask_scontrol(const std::vector<std::string>& ids, std::map<std::string, JobState>& found) {
  bool asked = false;
  for (const std::string& id : ids) {
    const Ran ran = run_command({"scontrol", "--oneliner", "show", "job", id}, longest_answer);
    if (!ran.found) return false;
    asked = asked || ran.status == 0;
    for (const std::string& line : split(ran.output, '\n')) {
      if (field(line, "JobState").empty()) continue;
      const std::string array = field(line, "ArrayJobId"), task = field(line, "ArrayTaskId");
      if (task.find_first_not_of("0123456789") != std::string::npos) continue;  // tasks that have not been split off yet
      JobState& state = found[array.empty() ? field(line, "JobId") : array + "_" + task];
      state = {.name = field(line, "JobName"),
               .state = field(line, "JobState"),
               .elapsed = field(line, "RunTime"),
               .node = field(line, "NodeList"),
               .reason = field(line, "Reason"),
               .exit_code = exit_code_of(field(line, "ExitCode"))};
    }
  }
  return asked;
}

bool knows(const std::map<std::string, JobState>& found, const std::string& id) {
  const auto at = found.lower_bound(id);
  return at != found.end() && (at->first == id || at->first.starts_with(id + "_"));
}

}  // namespace

bool JobState::live() const {
  constexpr std::array<std::string_view, 8> words = {"PENDING",     "RUNNING",  "SUSPENDED", "COMPLETING",
                                                     "CONFIGURING", "REQUEUED", "STOPPED",   "SIGNALING"};
  return std::ranges::find(words, state) != words.end() || state.starts_with("RESIZ") || state.starts_with("REQUEUE");
}

std::uint64_t max_array_size() {
  const Ran ran = run_command({"scontrol", "show", "config"}, longest_answer);
  const auto at = ran.output.find("MaxArraySize");
  if (ran.status != 0 || at == std::string::npos) return usual_max_array_size;
  const auto begin = ran.output.find_first_of("0123456789", at);
  std::uint64_t size = 0;
  if (begin != std::string::npos) std::from_chars(ran.output.data() + begin, ran.output.data() + ran.output.size(), size);
  return size == 0 ? usual_max_array_size : size;
}

std::uint64_t node_count() {
  const Ran ran = run_command({"sinfo", "--noheader", "--Node", "--format=%N"}, longest_answer);
  if (ran.status != 0) return 0;
  const std::vector<std::string> names = split(trimmed(ran.output), '\n');
  return std::set<std::string>(names.begin(), names.end()).size();
}

std::string submit_script(const std::string& script, const std::string& folder, const std::string& condition, const std::string& after) {
  std::vector<std::string> words = {"sbatch", "--parsable", "--chdir=" + folder, "--kill-on-invalid-dep=yes"};
  if (!after.empty()) words.push_back("--dependency=" + condition + ":" + after);
  words.push_back(folder + "/" + script);
  const Ran ran = run_command(words, longest_answer);
  if (!ran.found) {
    throw Error(ExitCode::unavailable,
                "sbatch is missing: this machine does not belong to a Slurm cluster; submit from one that does, or see the scripts with "
                "--dry-run");
  }
  const std::string id = trimmed(ran.output.substr(0, ran.output.find(';')));
  if (ran.status != 0 || ran.timed_out) refuse(script, ran);
  if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos) {
    throw Error(ExitCode::unavailable, "sbatch accepted " + script + " without naming a job; it said: " + trimmed(ran.output));
  }
  return id;
}

std::map<std::string, JobState> job_states(const std::vector<std::string>& ids) {
  std::map<std::string, JobState> found;
  bool asked = ask_squeue(ids, found);
  std::vector<std::string> rest;
  std::ranges::copy_if(ids, std::back_inserter(rest), [&](const std::string& id) { return !knows(found, id); });
  if (!rest.empty()) asked = ask_sacct(rest, found) || asked;
  std::erase_if(rest, [&](const std::string& id) { return knows(found, id); });
  if (!rest.empty()) asked = ask_scontrol(rest, found) || asked;
  if (!asked) throw Error(ExitCode::unavailable, "neither squeue nor sacct nor scontrol answers; `squeue` by hand says why");
  return found;
}

void cancel_jobs(const std::vector<std::string>& ids) {
  std::vector<std::string> words = {"scancel"};
  words.insert(words.end(), ids.begin(), ids.end());
  const Ran ran = run_command(words, longest_answer);
  if (!ran.found) throw Error(ExitCode::unavailable, "scancel is missing on this machine; cancel from one that submits jobs");
  if (ran.status != 0) throw Error(ExitCode::unavailable, "scancel refused: " + trimmed(ran.errors));
}

void exclude_nodes(const std::vector<std::string>& ids, const std::vector<std::string>& nodes) {
  for (const std::string& id : ids) {
    const Ran ran =
        run_command({"scontrol", "update", "JobId=" + id, fmt::format("ExcNodeList={}", fmt::join(nodes, ","))}, longest_answer);
    if (ran.status != 0)
      log::debug(fmt::format("scontrol did not exclude {} for job {}: {}", fmt::join(nodes, ","), id, trimmed(ran.errors)));
  }
}

}  // namespace trainyard::cluster
