#include "jobs/run_repeat.hpp"

#include "jobs/chain.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

Answer repeat_answer(const Invocation& invocation) {
  const std::string run = invocation.word(1);
  Answer answer = chain_answer(pipeline::repeat(invocation.results_of(run), run, invocation.overrides(), invocation.settings()));
  const auto& files = answer.document.at("files");
  if (answer.document.at("same").get<bool>()) {
    answer.text += "\nThe same bytes as " + path_text(answer.document.at("repeats").get<std::string>()) + " in all " +
                   count_text(files.at("same").size()) + " files that have to be.\n";
    return answer;
  }
  answer.code = ExitCode::verdict_no;
  answer.text += "\nNot the same as " + path_text(answer.document.at("repeats").get<std::string>()) + ":\n";
  for (const auto& [what, list] : files.items()) {
    for (const auto& file : list) {
      if (what != "same") answer.text += "  " + what + ": " + printable(file.get<std::string>()) + "\n";
    }
  }
  Table table({{"also different"}, {"key"}, {"first"}, {"second"}});
  for (const auto& one : answer.document.at("because")) {
    table.add({one.at("file"), one.at("key"), printable(value_text(one.at("first")), 60), printable(value_text(one.at("second")), 60)});
  }
  if (!table.empty()) answer.text += "\n" + table.text();
  return answer;
}

}  // namespace trainyard::jobs
