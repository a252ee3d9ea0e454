#include "jobs/run_clean.hpp"

#include <boost/program_options/value_semantic.hpp>

#include "host/config/scalar.hpp"
#include "host/results/clean.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {
namespace {

results::Retention retention_of(const Invocation& invocation) {
  results::Retention retention{
      .experiment = invocation.text("experiment"), .interrupted = invocation.has("interrupted"), .dry_run = invocation.has("dry-run")};
  if (!retention.interrupted && !invocation.has("keep-last") && !invocation.has("older-than")) {
    throw Error(ExitCode::usage, "runs clean: say which runs stay: --keep-last N, --older-than 30d, or both");
  }
  if (invocation.has("keep-last")) retention.newest = invocation.count("keep-last");
  if (invocation.has("older-than")) {
    const std::string text = invocation.text("older-than");
    retention.seconds = config::parse_duration(text);
    if (!retention.seconds) throw Error(ExitCode::usage, "runs clean: --older-than '" + text + "' is no time such as 12h, 30d or 8w");
  }
  return retention;
}

}  // namespace

void add_retention(Verb& verb) {
  namespace po = boost::program_options;
  verb.options.add_options()("keep-last", po::value<std::string>()->value_name("N"), "clean: of every experiment the newest N runs stay")(
      "older-than", po::value<std::string>()->value_name("TIME"), "clean: only runs that were begun longer ago go: 12h, 30d, 8w")(
      "interrupted", po::bool_switch(),
      "clean: interrupted runs that no process is at, instead of finished ones; with neither of the above all of them")(
      "dry-run", po::bool_switch(), "clean: say what would go, and remove nothing");
}

Answer clean_answer(const Invocation& invocation) {
  const auto retention = retention_of(invocation);
  const auto results = results::Results::open(invocation.results());
  const auto cleaned = results::clean(results, retention, std::chrono::system_clock::now());
  Answer answer;
  answer.document = {{"status", "finished"}, {"results", results.root().string()}, {"dry_run", retention.dry_run}};
  Table table({{"run"}, {"bytes", Align::right}, {""}});
  auto runs = nlohmann::ordered_json::array();
  std::uint64_t bytes = 0, removed = 0;
  for (const auto& run : cleaned.runs) {
    const bool goes = run.kept_for.empty();
    if (goes) bytes += run.bytes, ++removed;
    runs.push_back(
        {{"run", run.folder.string()}, {"bytes", run.bytes}, {"removed", goes && !retention.dry_run}, {"kept_for", run.kept_for}});
    table.add({run.folder.filename().string(), count_text(run.bytes),
               goes ? (retention.dry_run ? "would go" : "removed") : "stays: needed by " + run.kept_for});
  }
  answer.document["bytes"] = bytes;
  answer.document["runs"] = std::move(runs);
  answer.text = (table.empty() ? "" : table.text() + "\n") + count_text(removed) + (removed == 1 ? " run, " : " runs, ") +
                count_text(bytes) + (retention.dry_run ? " bytes would go\n" : " bytes removed\n");
  return answer;
}

}  // namespace trainyard::jobs
