#include <boost/program_options/value_semantic.hpp>

#include "jobs/chain.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb evaluate() {
  Verb verb = chain_verb("evaluate", "test metrics of a model, with the baseline's beside them",
                         {{"train what is missing, then evaluate on the test rows", "trainyard evaluate configs/housing.yaml"},
                          {"an existing run's model, as a new run with that parent", "trainyard evaluate configs/housing.yaml --run RUN"}});
  verb.options.add_options()("run", boost::program_options::value<std::string>()->value_name("RUN"),
                             "evaluate the model of this run (path, name or part of its name); the run itself does not change");
  verb.call = [](const Invocation& invocation) {
    const config::Config config = invocation.config();
    return chain_answer(pipeline::evaluate(config, invocation.settings(), invocation.text("run")));
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
