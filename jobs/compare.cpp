#include "jobs/compare.hpp"

#include "host/pipeline/plan.hpp"
#include "host/report/comparison.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "jobs/page_output.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

using nlohmann::ordered_json;

std::vector<report::RunFiles> read_runs(const Invocation& invocation) {
  std::vector<report::RunFiles> runs;
  for (std::size_t i = 1; i < invocation.word_count(); ++i) {
    const std::string word = invocation.word(i);
    const results::RunEntry entry = results::Results::open(invocation.results_of(word)).find(word);
    if (entry.status != "finished")
      throw Error(ExitCode::no_input, entry.name + " is " + entry.status + "; only finished runs are compared");
    results::check_unchanged(entry);
    runs.push_back(report::read_run_files(entry.folder));
  }
  return runs;
}

/// A column per run, named A, B, …; "" without values.
std::string values_text(const std::string& title, const ordered_json& values, std::size_t runs) {
  if (values.empty()) return "";
  std::vector<Column> columns = {{title}};
  for (std::size_t i = 0; i < runs; ++i) columns.push_back({report::letter(i), Align::right});
  Table table(columns);
  for (const auto& [name, of_runs] : values.items()) {
    std::vector<std::string> cells = {name};
    for (const auto& value : of_runs) cells.push_back(value_text(value));
    table.add(cells);
  }
  return "\n" + table.text();
}

std::string text_of(const std::vector<report::RunFiles>& runs, const report::Comparison& comparison) {
  Table names({{}, {}, {}});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    names.add({report::letter(i), runs[i].name(), i == 0 ? "" : report::in_words(comparison.against_first[i - 1], "A")});
  }
  std::string text = names.text();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const std::string doubt = report::known_rows(runs[i]); !doubt.empty())
      text += report::letter(i) + ": " + printable(doubt, 1000) + "\n";
  }
  for (const auto& [part, title] : {std::pair("test", "test rows"), std::pair("baseline", "baseline"), std::pair("cv", "cross-validation"),
                                    std::pair("train", "training rows")}) {
    text += values_text(title, report::metrics_side_by_side(runs, part), runs.size());
  }
  return text + values_text("parameters that differ", report::different_parameters(runs), runs.size());
}

}  // namespace

Answer compare_answer(const Invocation& invocation) {
  const std::filesystem::path file = page_output(invocation);
  const auto runs = read_runs(invocation);
  const auto device = choose_device(invocation.device(), pipeline::thread_count(invocation.threads()));
  const report::Comparison comparison = report::compare_runs(device.exec, runs);
  Answer answer{.document = {{"status", "finished"}}, .text = text_of(runs, comparison)};
  answer.document.update(report::comparison_document(runs, comparison));
  if (file.empty()) return answer;
  storage::check_creatable(file);
  storage::write_file(file, report::comparison_report(runs, comparison));
  answer.document["report"] = file.string();
  answer.text += "\nwritten to " + path_text(file) + "\n";
  return answer;
}

}  // namespace trainyard::jobs
