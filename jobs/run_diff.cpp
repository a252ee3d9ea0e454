#include "jobs/run_diff.hpp"

#include "host/results/run_diff.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {
namespace {

constexpr std::size_t longest_shown = 60;  // characters of a value; --json has all

std::string files_text(const std::string& what, const std::vector<std::string>& files) {
  std::string text;
  for (const std::string& file : files) text += (text.empty() ? "" : ", ") + printable(file);
  return files.empty() ? "" : what + ": " + text + "\n";
}

}  // namespace

Answer diff_answer(const Invocation& invocation) {
  const auto results = results::Results::open(invocation.results_of(invocation.word(1)));
  const auto a = results.find(invocation.word(1)), b = results.find(invocation.word(2));
  const auto found = results::diff(a, b);
  Answer answer;
  answer.document = {
      {"status", "finished"}, {"a", a.folder.string()}, {"b", b.folder.string()}, {"differences", nlohmann::ordered_json::array()}};
  Table table({{"file"}, {"key"}, {"a"}, {"b"}});
  for (const auto& one : found.differences) {
    answer.document["differences"].push_back({{"file", one.file}, {"key", one.key}, {"a", one.a}, {"b", one.b}});
    table.add({one.file, one.key, printable(value_text(one.a), longest_shown), printable(value_text(one.b), longest_shown)});
  }
  answer.document["files"] = {{"same", found.same}, {"different", found.different}, {"only_a", found.only_a}, {"only_b", found.only_b}};
  answer.text = "a: " + a.name + "\nb: " + b.name + "\n\n";
  answer.text += table.empty() ? "no value differs\n" : table.text();
  answer.text += "\n" + files_text("the same bytes", found.same) + files_text("other bytes", found.different) +
                 files_text("in a alone", found.only_a) + files_text("in b alone", found.only_b);
  return answer;
}

}  // namespace trainyard::jobs
