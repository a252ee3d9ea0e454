#include <boost/program_options/value_semantic.hpp>

#include "host/config/changes.hpp"
#include "jobs/chain.hpp"
#include "jobs/monitor.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {
namespace {

std::string what_may_change() {
  std::string keys;
  for (const std::string& key : config::changeable_keys()) keys += (keys.empty() ? "" : ", ") + key;
  return "It goes on with the config and the data as they were. --set may give another value to what only says where, how long or under "
         "which name it runs: " +
         keys +
         "; device as long as its kind is the same, search.trials as long as it leaves out none that is finished. Any other change, "
         "and one of the data or of the version, is refused (78) with the values of then and now.";
}

}  // namespace

Verb resume() {
  Verb verb;
  verb.name = "resume";
  verb.summary = "goes on with an interrupted run, the newest when none is named";
  verb.rule = what_may_change();
  verb.positionals = {{"RUN", false}};
  verb.takes_config = true;
  verb.examples = {{"the newest interrupted run below ./results", "trainyard resume"},
                   {"one run, with other resources", "trainyard resume RUN --results results --threads 8"},
                   {"with more trials than it was begun with", "trainyard resume RUN --set search.trials=100"},
                   {"help with a search that runs elsewhere", "trainyard resume RUN --worker"}};
  add_workers(verb);
  verb.options.add_options()("worker", boost::program_options::bool_switch(),
                             "only help with the trials of RUN, which another process holds, until none is left; from any machine that "
                             "sees the folder");
  verb.on_signal = OnSignal::resume;
  verb.call = [](const Invocation& invocation) {
    if (invocation.has("worker")) {
      return chain_answer(pipeline::join(invocation.results_of(invocation.word(0)), invocation.word(0), invocation.overrides()));
    }
    const pipeline::Outcome outcome =
        pipeline::resume(invocation.results_of(invocation.word(0)), invocation.word(0), invocation.overrides(), invocation.settings());
    Answer answer = outcome.summary.contains("alerts") ? monitor_answer(outcome.summary) : chain_answer(outcome);
    if (outcome.summary.value("status", "") == "skipped") {
      answer.text = outcome.summary.at("run").is_null() ? "nothing to resume: no run has begun there; give its command again\n"
                                                        : "nothing to resume; the last run:\n\n" + answer.text;
    }
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
