#include "host/config/sections/section.hpp"

namespace trainyard::config {

Section experiment_section() {
  const double largest_seed = 9007199254740992.0;  // 2^53: every JSON reader keeps it exact
  return {.title = "Experiment",
          .doc = "What the runs are filed under, the seed that all randomness comes from, and how doubtful choices are taken.",
          .keys = {{"experiment", Option::name().required().doc("Name of the experiment; made when it does not exist yet")},
                   {"description", Option::text().range(0, 5000).fallback("").may_change().doc("What it is for, in words")},
                   {"tags", Option::map("tag", Option::text().range(0, 5000))
                                .matching("^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$",
                                          "1 to 100 letters, digits, '.', '_' and '-', not beginning with '.' or '-'")
                                .fallback(nlohmann::ordered_json::object())
                                .may_change()
                                .doc("Free labels kept with the run")},
                   {"seed", Option::integer()
                                .range(0, largest_seed)
                                .fallback(0)
                                .doc("Seed of the split, the search and the model: the same seed gives the same run")},
                   {"strict", Option::boolean().fallback(false).may_change().doc(
                                  "Whether a caution, the warning about a choice that makes results doubtful, is an error. Environment "
                                  "`TRAINYARD_STRICT`, option `--strict`")}},
          .relate = {}};
}

}  // namespace trainyard::config
