#include "host/config/sections/section.hpp"

namespace trainyard::config {

Section register_section() {
  const nlohmann::ordered_json no_tags = nlohmann::ordered_json::object();
  return {.title = "Register",
          .doc = "What `run` does with a model that has passed its gates. Without this section it is not registered.",
          .keys = {{"register",
                    Option::object(
                        {{"name", Option::name().required().may_change().doc("Model of the registry; made when it does not exist yet")},
                         {"stage", Option::choice({"None", "Staging"})
                                       .fallback("None")
                                       .may_change()
                                       .doc("Stage of the new version; `models promote` moves it on to Production")},
                         {"description", Option::text().range(0, 5000).fallback("").may_change().doc("What is new, in words")}})
                        .absent_means("the model is not registered")
                        .may_change()
                        .doc("The version that `run` makes")}},
          .relate = {}};
}

}  // namespace trainyard::config
