#include "jobs/run_mlflow.hpp"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>

#include "host/log/log.hpp"
#include "host/tracking/tracking.hpp"
#include "jobs/invocation.hpp"
#include "jobs/run_list.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {
namespace {

using nlohmann::ordered_json;
using tracking::Mirrored;

/// Oldest first, so that a run comes after the one that it was made from.
std::vector<std::filesystem::path> chosen(const Invocation& invocation, const results::Results& results) {
  std::vector<std::filesystem::path> folders;
  for (std::size_t i = 1; i < invocation.word_count(); ++i) folders.push_back(results.find(invocation.word(i)).folder);
  if (!folders.empty()) return folders;
  for (const auto& row : wanted_rows(invocation)) {
    if (row.fields.at("status") == "finished") folders.push_back(row.folder);
  }
  std::ranges::reverse(folders);
  return folders;
}

const char* outcome_text(const Mirrored& mirrored) {
  switch (mirrored.outcome) {
    case Mirrored::Outcome::sent:
      return "sent";
    case Mirrored::Outcome::already:
      return "already there";
    case Mirrored::Outcome::held:
      return "another program is sending it";
  }
  return "";
}

/// Sends one after the other, and adds what came of each to `runs`. Goes on after a run that cannot be sent, but not without the server.
class Sending {
 public:
  Sending(const results::Results& results, const tracking::Server& server)
      : results_(results), mirror_(results.root(), server, tracking::Haste::none) {}

  void send(const std::filesystem::path& folder, std::size_t all) {
    const results::RunEntry entry = results_.find(folder.string());
    ordered_json one = {{"run", folder.string()}, {"outcome", nullptr}, {"run_id", nullptr}, {"problem", nullptr}};
    try {
      const Mirrored mirrored = mirror_.run(entry);
      one["outcome"] = outcome_text(mirrored);
      if (!mirrored.id.empty()) one["run_id"] = mirrored.id;
      ++(mirrored.outcome == Mirrored::Outcome::sent ? sent : mirrored.outcome == Mirrored::Outcome::already ? already : held);
    } catch (const Error& error) {
      if (error.code() == ExitCode::unavailable || error.code() == ExitCode::not_permitted) stop(error, all);
      one["outcome"] = "failed";
      one["problem"] = error.what();
      log::warning(entry.name + " is not sent: " + error.what());
      if (failed++ == 0) code = error.code();
    }
    runs.push_back(std::move(one));
  }

  bool send_registry(std::size_t all) {
    try {
      return mirror_.registry();
    } catch (const Error& error) {
      stop(error, all);
    }
  }

  ordered_json runs = ordered_json::array();
  std::uint64_t sent = 0, already = 0, held = 0, failed = 0;
  ExitCode code = ExitCode::done;  ///< of the first that failed

 private:
  [[noreturn]] void stop(const Error& error, std::size_t all) const {
    throw Error(error.code(), std::string(error.what()) + "; " + std::to_string(sent + already) + " of " + std::to_string(all) +
                                  " runs are there, and the same command sends the rest once the server answers");
  }

  const results::Results& results_;
  tracking::Mirror mirror_;
};

}  // namespace

void add_mlflow(Verb& verb) {
  namespace po = boost::program_options;
  verb.options.add_options()("mlflow", po::value<std::string>()->value_name("URL"),
                             "export: send runs to this MLflow server, all that it has not got or those named, and registered models");
}

Answer mlflow_answer(const Invocation& invocation) {
  for (const char* option : {"output", "columns", "sort"}) {
    if (invocation.has(option)) throw Error(ExitCode::usage, std::string("runs export: --") + option + " does not go with --mlflow");
  }
  const tracking::Server server = tracking::server_at(invocation.text("mlflow"), "runs export: --mlflow");
  const auto results = results::Results::open(invocation.results_of(invocation.word(1)));
  const auto folders = chosen(invocation, results);
  Sending sending(results, server);
  for (const auto& folder : folders) sending.send(folder, folders.size());
  const bool registry = invocation.word_count() == 1 && sending.send_registry(folders.size());

  Answer answer;
  answer.code = sending.code;
  answer.document = {{"status", sending.failed == 0 ? "finished" : "failed"},
                     {"mlflow", server.url},
                     {"runs", sending.runs},
                     {"sent", sending.sent},
                     {"already", sending.already},
                     {"held", sending.held},
                     {"failed", sending.failed},
                     {"registry", registry}};
  Table table({{"run"}, {"outcome"}, {"MLflow run"}});
  for (const ordered_json& one : sending.runs) {
    if (one["outcome"] == "already there") continue;
    table.add({std::filesystem::path(one["run"].get<std::string>()).filename().string(), one["outcome"].get<std::string>(),
               one["run_id"].is_string() ? value_text(one["run_id"]) : ""});
  }
  answer.text = (table.empty() ? "" : table.text() + "\n") + count_text(sending.sent) + (sending.sent == 1 ? " run" : " runs") +
                " sent to " + server.url + ", " + count_text(sending.already) + " there already" +
                (registry ? ", the registry sent\n" : "\n");
  return answer;
}

}  // namespace trainyard::jobs
