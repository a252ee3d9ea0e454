#include "host/config/sections/section.hpp"

namespace trainyard::config {

Section split_section() {
  Option split =
      Option::object(
          {{"method", Option::choice({"random", "stratified"})
                          .fallback("random")
                          .doc("`stratified` keeps the distribution of the target in every part")},
           {"test", Option::number()
                        .at_least(0)
                        .below(1)
                        .fallback(0.2)
                        .unit("fraction")
                        .doc("Rows kept away for the final test; 0 gives no test metrics")},
           {"folds", Option::integer().range(0, 1000).fallback(5).doc("Folds of the cross-validation over the other rows; 0 or 1: none")}})
          .doc("Which rows train and which test");
  return {.title = "Split",
          .doc = "Rows are dealt out by a hash of their identity and the seed, so the split does not depend on shards, threads or order.",
          .keys = {{"split", std::move(split)}},
          .relate = {}};
}

}  // namespace trainyard::config
