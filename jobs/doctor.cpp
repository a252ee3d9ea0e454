#include "host/system/system.hpp"
#include "jobs/invocation.hpp"
#include "jobs/terminal.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

using nlohmann::ordered_json;

std::string status_text(const std::string& status) {
  const Colour colour = status == "ok" ? Colour::green : status == "warn" ? Colour::yellow : Colour::red;
  return coloured(padded(status, 4), colour);
}

std::string checks_text(const ordered_json& checks) {
  std::size_t width = 0;
  for (const ordered_json& check : checks) width = std::max(width, character_count(check.value("name", "")));
  std::string text;
  for (const ordered_json& check : checks) {
    const std::string remedy = printable(check.value("remedy", ""), 1000);
    text += status_text(check.value("status", "")) + "  " + padded(check.value("name", ""), width) + "  " +
            printable(check.value("detail", ""), 1000) + "\n";
    if (!remedy.empty() && check.value("status", "") != "ok") text += std::string(width + 8, ' ') + remedy + "\n";
  }
  return text;
}

std::string worst_of(const ordered_json& checks) {
  std::string worst = "ok";
  for (const ordered_json& check : checks) {
    const std::string status = check.value("status", "fail");
    if (status == "fail" || worst == "ok") worst = status;
    if (worst == "fail") break;
  }
  return worst;
}

}  // namespace

Verb doctor() {
  Verb verb;
  verb.name = "doctor";
  verb.summary = "what this machine has, what will be used, and what is wrong with it";
  verb.examples = {{"before the first run", "trainyard doctor"},
                   {"is this folder fit to hold results?", "trainyard doctor --results /data/results"}};
  verb.call = [](const Invocation& invocation) {
    const ordered_json checks = system::doctor(invocation.results());
    const std::string worst = worst_of(checks);
    Answer answer;
    answer.document = {{"status", worst}, {"checks", checks}, {"machine", system::machine()}};
    answer.text = checks_text(checks);
    answer.code = worst == "fail" ? ExitCode::verdict_no : ExitCode::done;
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
