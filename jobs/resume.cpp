#include <boost/program_options/value_semantic.hpp>

#include "jobs/chain.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb resume() {
  Verb verb;
  verb.name = "resume";
  verb.summary = "goes on with an interrupted run, the newest when none is named";
  verb.positionals = {{"RUN", false}};
  verb.examples = {{"the newest interrupted run below ./results", "trainyard resume"},
                   {"one run, with other resources", "trainyard resume RUN --results results --threads 8"},
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
    Answer answer = chain_answer(outcome);
    if (outcome.summary.value("status", "") == "skipped") answer.text = "nothing to resume; the last run:\n\n" + answer.text;
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
