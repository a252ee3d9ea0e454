#include "host/pipeline/pipeline.hpp"
#include "jobs/invocation.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

constexpr std::size_t longest_problem = 4096;

nlohmann::ordered_json texts(const std::vector<std::filesystem::path>& paths) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::filesystem::path& path : paths) list.push_back(path.string());
  return list;
}

Answer call_verify(const Invocation& invocation) {
  const std::string word = invocation.word(0);
  const std::filesystem::path path = word.empty() ? invocation.results() : std::filesystem::absolute(word).lexically_normal();
  const pipeline::Verified verified = pipeline::verify(path, invocation.device(), invocation.threads());
  const results::VerifyReport& report = verified.report;
  const std::size_t wrong = report.problems.size();
  Answer answer;
  answer.code = wrong == 0 ? ExitCode::done : ExitCode::verdict_no;
  answer.document = {{"status", wrong == 0 ? "finished" : "damaged"},
                     {"path", path.string()},
                     {"files", report.files},
                     {"folders", report.folders},
                     {"problems", nlohmann::ordered_json::array()},
                     {"pending", texts(report.pending)},
                     {"leftovers", texts(report.leftovers)},
                     {"replayed", verified.replayed},
                     {"versions", verified.versions},
                     {"audit", {{"lines", report.audit_lines}, {"hash", report.audit_hash}}}};
  for (const auto& [place, problem] : report.problems) {
    answer.document["problems"].push_back({{"path", place.string()}, {"problem", problem}});
    answer.text += printable(path_text(place), longest_problem) + ": " + printable(problem, longest_problem) + "\n";
  }
  answer.text += path_text(path) + ": " + count_text(report.files) + " files in " + count_text(report.folders) + " published folders, " +
                 (wrong == 0 ? "complete and unchanged" : count_text(wrong) + (wrong == 1 ? " problem" : " problems")) + "\n";
  const auto note = [&](std::size_t count, const std::string& what) {
    if (count > 0) answer.text += count_text(count) + " " + what + "\n";
  };
  note(report.pending.size(), "pending and not checked (trainyard runs list)");
  note(report.leftovers.size(), "temporary files left by killed processes, harmless");
  note(verified.replayed, verified.replayed == 1 ? "model replayed its examples" : "models replayed their examples");
  if (report.audit_lines > 0) answer.text += "audit: " + count_text(report.audit_lines) + " lines, the last " + report.audit_hash + "\n";
  for (const auto& one : verified.versions) {
    answer.text += path_text(one.at("path").get<std::string>()) + ": made with " + value_text(one.at("library")) + " " +
                   value_text(one.at("was")) + ", here " + value_text(one.at("is")) + "\n";
  }
  return answer;
}

}  // namespace

Verb verify() {
  Verb verb;
  verb.name = "verify";
  verb.summary = "proves a dataset, run, model or whole results directory complete and unchanged, and replays its models";
  verb.positionals = {{"PATH", false}};
  verb.examples = {{"everything below ./results", "trainyard verify"},
                   {"one run", "trainyard verify results/experiments/NAME/runs/RUN"},
                   {"one model of the registry, with its audit", "trainyard verify results/models/NAME"}};
  verb.call = call_verify;
  return verb;
}

}  // namespace trainyard::jobs::verbs
