#include <boost/program_options/value_semantic.hpp>

#include "host/report/run_report.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "jobs/invocation.hpp"
#include "jobs/page_output.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

namespace fs = std::filesystem;

results::RunEntry finished_run(const Invocation& invocation) {
  const std::string word = invocation.word(0);
  results::RunEntry run = results::Results::open(invocation.results_of(word)).find(word);
  if (run.status == "finished") return run;
  throw Error(ExitCode::no_input,
              run.name + " is " + run.status +
                  (run.status == "damaged" ? "; `trainyard verify` says what is wrong" : "; its report is written when it has finished"));
}

Answer call_report(const Invocation& invocation) {
  fs::path file = page_output(invocation);
  const results::RunEntry run = finished_run(invocation);
  if (!file.empty()) {
    results::check_unchanged(run);
    storage::check_creatable(file);
    storage::write_file(file, report::run_report(report::read_run_files(run.folder)));
  } else if (!fs::exists(file = run.folder / report::report_name)) {
    throw Error(ExitCode::no_input, run.name + " was made by a version that wrote no report; --output FILE writes one");
  }
  return {.document = {{"status", "finished"}, {"run", run.folder.string()}, {"report", file.string()}}, .text = path_text(file) + "\n"};
}

}  // namespace

Verb report() {
  Verb verb;
  verb.name = "report";
  verb.summary = "the HTML report of a run: where it is, or written anew";
  verb.rule =
      "Every run holds its report.html: one file that needs no network, to be opened in a browser. A published run never changes; with "
      "--output the report is made again from the run's files, as this version shows them.";
  verb.positionals = {{"RUN"}};
  verb.examples = {{"where the report of a run is", "trainyard report RUN"},
                   {"opened in a browser", "xdg-open \"$(trainyard report RUN)\""},
                   {"one file to send to others", "trainyard report RUN --output report.html"}};
  verb.options.add_options()("output", boost::program_options::value<std::string>()->value_name("FILE"),
                             "write the report into this file instead");
  verb.call = call_report;
  return verb;
}

}  // namespace trainyard::jobs::verbs
