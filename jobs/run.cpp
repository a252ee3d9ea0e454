#include "jobs/chain.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb run() {
  Verb verb = chain_verb(
      "run", "the whole chain for one config: dataset, features, search, training, evaluation",
      {{"everything, from the raw file to a model that predicts", "trainyard run configs/housing.yaml"},
       {"more trials than the config says, on two threads", "trainyard run configs/housing.yaml --set search.trials=50 --threads 2"},
       {"for a script: the path of the run", "trainyard run configs/housing.yaml --json -q | jq -r .run"}});
  add_workers(verb);
  verb.call = [](const Invocation& invocation) {
    const config::Config config = invocation.config();
    return chain_answer(pipeline::run(config, invocation.settings()));
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
