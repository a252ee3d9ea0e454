#include "host/config/sections/section.hpp"

namespace trainyard::config {

Section machine_section() {
  return {
      .title = "Machine",
      .doc = "Where it runs and where results go. Nothing here changes a model, except that XGBoost itself may grow other trees on a GPU.",
      .keys = {{"device", Option::text()
                              .matching("^(auto|cpu|cuda|cuda:[0-9]{1,3})$", "auto, cpu, cuda or cuda:N")
                              .fallback("auto")
                              .may_change()
                              .doc("`auto` takes the first GPU when there is one, `cuda` without one is an error. "
                                   "Environment `TRAINYARD_DEVICE`, option `--device`")},
               {"threads", Option::integer().range(0, 4096).fallback(0).may_change().doc(
                               "Threads; 0 takes every core this process may use. Environment `TRAINYARD_THREADS`, option `--threads`")},
               {"workers", Option::integer().range(0, 1024).fallback(0).may_change().doc(
                               "Processes that search side by side, each with its share of the threads, or a GPU each where there are "
                               "several; 0: threads of one process, which share the data. Environment `TRAINYARD_WORKERS`, option "
                               "`--workers`")},
               {"memory", Option::bytes()
                              .at_least(16.0 * 1024 * 1024)
                              .unit("bytes")
                              .fallback("4GiB")
                              .may_change()
                              .doc("Bound for the blocks in flight while data is read and transformed, and for the folds that a search "
                                   "keeps for later trials")},
               {"results", Option::path().fallback("results").may_change().doc(
                               "Results directory; made when absent. Environment `TRAINYARD_RESULTS`, option `--results`, both relative "
                               "to the current folder")}},
      .relate = {}};
}

}  // namespace trainyard::config
