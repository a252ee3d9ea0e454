#include "host/config/sections/section.hpp"

namespace trainyard::config {

Section nightly_section() {
  return {.title = "Nightly",
          .doc =
              "When `nightly` trains again. Its first night does in any case. The new model becomes a version in Staging, or in "
              "`register.stage`; a search without `start_from` starts from the latest one of the experiment.",
          .keys = {{"nightly",
                    Option::object(
                        {{"due", Option::duration().range(1, 1e10).unit("seconds").fallback("1d").may_change().doc(
                                     "With `schedule`: a night trains when the last that did lies at least so long before it, counted "
                                     "from date to date")},
                         {"retrain_on",
                          Option::list(Option::choice({"schedule", "drift", "score"}))
                              .range(1, 3)
                              .distinct()
                              .fallback(nlohmann::ordered_json::array({"schedule", "drift", "score"}))
                              .may_change()
                              .doc("What a night trains for: `schedule`, when it is due; `drift`, when `monitor` finds that the quality "
                                   "or the distribution of the new rows, or of the predictions for them, has changed; `score`, when it "
                                   "finds that the model's score has become worse")}})
                        .may_change()
                        .doc("What decides whether a night trains")}},
          .relate = {}};
}

}  // namespace trainyard::config
