#include "jobs/chain.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb train() {
  Verb verb = chain_verb("train", "up to the final fit: a model with training and cross-validation metrics, the test rows untouched",
                         {{"search and fit", "trainyard train configs/housing.yaml"},
                          {"on a dataset made before", "trainyard train configs/housing.yaml --dataset results/datasets/NAME/VERSION"}});
  add_workers(verb);
  verb.call = [](const Invocation& invocation) {
    const config::Config config = invocation.config();
    return chain_answer(pipeline::train(config, invocation.settings()));
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
