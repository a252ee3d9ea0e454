#include <boost/program_options/value_semantic.hpp>

#include "jobs/chain.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb sweep() {
  Verb verb = chain_verb("sweep", "the hyperparameter search alone: every trial on record, and the best parameters",
                         {{"the search that the config describes", "trainyard sweep configs/housing.yaml"},
                          {"four processes, side by side", "trainyard sweep configs/housing.yaml --workers 4"},
                          {"ten trials, starting afresh", "trainyard sweep configs/housing.yaml --set search.trials=10 --new"}});
  add_workers(verb);
  verb.options.add_options()("worker", boost::program_options::bool_switch(),
                             "make trials beside others that do, on any machine that sees the results, until none is left; publishes "
                             "nothing")("collect", boost::program_options::bool_switch(),
                                        "publish what workers have made; 1 when trials are missing");
  verb.call = [](const Invocation& invocation) {
    const bool worker = invocation.has("worker"), collect = invocation.has("collect");
    if (worker && collect) throw Error(ExitCode::usage, "sweep: --worker and --collect exclude each other (trainyard sweep --help)");
    const config::Config config = invocation.config();
    if (worker) return chain_answer(pipeline::work(config, invocation.settings()));
    if (collect) return chain_answer(pipeline::collect(config, invocation.settings()));
    return chain_answer(pipeline::sweep(config, invocation.settings()));
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
