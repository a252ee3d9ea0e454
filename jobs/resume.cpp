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
                   {"one run, with other resources", "trainyard resume RUN --results results --threads 8"}};
  verb.on_signal = OnSignal::resume;
  verb.call = [](const Invocation& invocation) {
    const pipeline::Outcome outcome =
        pipeline::resume(invocation.results_of(invocation.word(0)), invocation.word(0), invocation.overrides(), invocation.settings());
    Answer answer = chain_answer(outcome);
    if (outcome.summary.value("status", "") == "skipped") answer.text = "nothing to resume; the last run:\n\n" + answer.text;
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
