#include "jobs/program.hpp"

#include <algorithm>
#include <optional>

#include "host/log/log.hpp"
#include "host/system/command.hpp"
#include "jobs/failure.hpp"
#include "jobs/help.hpp"
#include "jobs/invocation.hpp"
#include "jobs/signals.hpp"
#include "jobs/terminal.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs {

namespace {

/// One line: schedulers take the last line of standard output. Bytes that are not UTF-8 (paths may hold them) are replaced.
std::string one_line(const nlohmann::ordered_json& document) {
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

ExitCode print_answer(const Answer& answer, bool json) {
  if (answer.said) return answer.code;
  if (json) {
    write_output(answer.json.empty() ? one_line(answer.document) : answer.json + "\n");
  } else if (!answer.table.empty() || answer.printed) {
    write_output(answer.table);
    write_message(answer.text);
  } else {
    write_output(answer.text);
  }
  return answer.code;
}

ExitCode call_verb(const Invocation& invocation) {
  if (invocation.has("help")) {
    write_output(verb_help(invocation.verb(), invocation.word(0)));
    return ExitCode::done;
  }
  log::to_standard_error(invocation.has("quiet"), invocation.has("verbose"));
  if (invocation.verb().on_signal != OnSignal::end) stop_safely_on_signals();
  return print_answer(invocation.verb().call(invocation), invocation.has("json"));
}

/// Tells how to go on after an interruption, as a command where there is one.
std::string how_to_go_on(const Invocation& invocation) {
  if (invocation.verb().on_signal != OnSignal::resume || !invocation.results_used()) return "the same command again";
  return "trainyard resume --results " + system::shell_quoted(path_text(*invocation.results_used()));
}

ExitCode print_failure(const Failure& failure, bool json, const std::optional<Invocation>& invocation) {
  nlohmann::ordered_json document = failure.document();
  write_message(failure.text());
  if (failure.code == ExitCode::interrupted && invocation) {
    document["go_on_with"] = how_to_go_on(*invocation);
    write_message("go on with: " + how_to_go_on(*invocation) + "\n");
  }
  if (json) write_output(one_line(document));
  return failure.code;
}

/// What can be said before any verb: no words, --help, --version, an option in the verb's place.
std::optional<ExitCode> without_verb(const std::vector<std::string>& words, bool json) {
  if (words.empty()) {
    write_message(program_help());
    return ExitCode::usage;
  }
  const std::string& first = words.front();
  if (first == "-h" || first == "--help" || (first == "help" && words.size() == 1)) {
    write_output(program_help());
    return ExitCode::done;
  }
  if (first == "--version") {
    write_output(json ? one_line(version_document()) : version_text());
    return ExitCode::done;
  }
  if (first.starts_with('-')) {
    const std::vector<std::string> known = {"--help", "--version"};
    throw Error(ExitCode::usage, "'" + first + "' stands where the verb belongs" + suggest(first, known) +
                                     "; options follow the verb: trainyard VERB " + first);
  }
  return std::nullopt;
}

ExitCode run_words(std::vector<std::string> words) {
  const auto options_end = std::find(words.begin(), words.end(), "--");
  const bool json = std::find(words.begin(), options_end, "--json") != options_end;
  std::optional<Invocation> invocation;
  try {
    if (const std::optional<ExitCode> done = without_verb(words, json)) return *done;
    if (words.front() == "help") {
      words.erase(words.begin());
      words.emplace_back("--help");
    }
    const Verb& verb = find_verb(words.front());
    invocation.emplace(verb, std::vector<std::string>(words.begin() + 1, words.end()));
    return call_verb(*invocation);
  } catch (...) {
    return print_failure(failure_of(std::current_exception()), json, invocation);
  }
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) noexcept {
  keep_standard_streams();
  explain_terminate();
  try {
    return static_cast<int>(run_words(arguments));
  } catch (...) {  // the failure itself could not be printed
    const Failure failure = failure_of(std::current_exception());
    write_message(failure.text());
    return static_cast<int>(failure.code);
  }
}

}  // namespace trainyard::jobs
