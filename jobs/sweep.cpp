#include "jobs/chain.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb sweep() {
  Verb verb = chain_verb("sweep", "the hyperparameter search alone: every trial on record, and the best parameters",
                         {{"the search that the config describes", "trainyard sweep configs/housing.yaml"},
                          {"four processes, side by side", "trainyard sweep configs/housing.yaml --workers 4"},
                          {"ten trials, starting afresh", "trainyard sweep configs/housing.yaml --set search.trials=10 --new"}});
  add_workers(verb);
  verb.call = [](const Invocation& invocation) {
    const config::Config config = invocation.config();
    return chain_answer(pipeline::sweep(config, invocation.settings()));
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
