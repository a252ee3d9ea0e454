#include "host/results/results.hpp"
#include "jobs/invocation.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb verify() {
  Verb verb;
  verb.name = "verify";
  verb.summary = "proves a dataset, run or whole results directory complete and unchanged";
  verb.positionals = {{"PATH", false}};
  verb.examples = {{"everything below ./results", "trainyard verify"}, {"one run", "trainyard verify results/experiments/NAME/runs/RUN"}};
  verb.call = [](const Invocation& invocation) {
    const std::filesystem::path path =
        invocation.word(0).empty() ? invocation.results() : std::filesystem::absolute(invocation.word(0)).lexically_normal();
    const results::VerifyReport report = results::verify(path);
    const std::size_t wrong = report.problems.size();
    Answer answer;
    answer.document = {{"status", wrong == 0 ? "finished" : "damaged"},
                       {"path", path.string()},
                       {"files", report.files},
                       {"folders", report.folders},
                       {"problems", nlohmann::ordered_json::array()}};
    for (const auto& [place, problem] : report.problems) {
      answer.document["problems"].push_back({{"path", place.string()}, {"problem", problem}});
      answer.text += printable(path_text(place), 4096) + ": " + printable(problem, 4096) + "\n";
    }
    answer.text += path_text(path) + ": " + count_text(report.files) + " files in " + count_text(report.folders) + " published folders, " +
                   (wrong == 0 ? "complete and unchanged" : count_text(wrong) + (wrong == 1 ? " problem" : " problems")) + "\n";
    answer.code = wrong == 0 ? ExitCode::done : ExitCode::verdict_no;
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
