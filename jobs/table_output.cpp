#include "jobs/table_output.hpp"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>

#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

const std::vector<std::string> known_extensions = {".csv"};

}  // namespace

void add_table_output(Verb& verb) {
  verb.options.add_options()("output", boost::program_options::value<std::string>()->value_name("FILE"),
                             "CSV file to write (.csv); without it the table goes to standard output");
}

std::filesystem::path table_output(const Invocation& invocation) {
  const std::string name = invocation.verb().name;
  if (!invocation.has("output")) return {};
  const std::filesystem::path file = invocation.text("output");
  const std::string extension = file.extension().string();
  if (std::find(known_extensions.begin(), known_extensions.end(), extension) == known_extensions.end()) {
    std::string known;
    for (const std::string& one : known_extensions) known += (known.empty() ? "" : ", ") + one;
    throw Error(ExitCode::usage, name + ": --output " + file.string() + ": unknown extension '" + extension + "'; known: " + known);
  }
  return std::filesystem::absolute(file).lexically_normal();
}

Answer table_answer(const pipeline::Outcome& outcome, const std::string& what, const std::filesystem::path& output) {
  Answer answer{.document = outcome.summary, .text = what + (output.empty() ? "" : " in " + path_text(output)) + "\n"};
  if (output.empty()) answer.table = outcome.summary.value("csv", "");
  return answer;
}

}  // namespace trainyard::jobs
