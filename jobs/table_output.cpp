#include "jobs/table_output.hpp"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>

#include "host/storage/overwrite.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

std::string listed(const std::vector<std::string>& extensions) {
  std::string list;
  for (const std::string& one : extensions) list += (list.empty() ? "" : ", ") + one;
  return list;
}

}  // namespace

void add_table_output(Verb& verb, const std::vector<std::string>& extensions) {
  const std::string doc =
      "file to write, in the format of its extension (" + listed(extensions) + "); without it CSV goes to standard output";
  verb.options.add_options()("output", boost::program_options::value<std::string>()->value_name("FILE"), doc.c_str());
}

std::filesystem::path table_output(const Invocation& invocation, const std::vector<std::string>& extensions) {
  const std::string name = invocation.verb().name;
  if (!invocation.has("output")) return {};
  const std::filesystem::path file = invocation.text("output");
  const std::string extension = file.extension().string();
  if (std::find(extensions.begin(), extensions.end(), extension) == extensions.end()) {
    throw Error(ExitCode::usage,
                name + ": --output " + file.string() + ": unknown extension '" + extension + "'; known: " + listed(extensions));
  }
  const std::filesystem::path place = std::filesystem::absolute(file).lexically_normal();
  storage::check_replaceable("--output", place, {});
  return place;
}

Answer table_answer(const pipeline::Outcome& outcome, const std::string& what, const std::filesystem::path& output) {
  Answer answer{.document = outcome.summary, .text = what + (output.empty() ? "" : " in " + path_text(output)) + "\n"};
  if (output.empty()) answer.table = outcome.summary.value("csv", "");
  return answer;
}

}  // namespace trainyard::jobs
