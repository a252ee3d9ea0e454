#include <array>

#include "host/report/figures/run_figures.hpp"
#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section model_section(const RunFiles& run) {
  Section section{.id = "model", .title = "Model"};
  section.body = figures(std::array{draw_feature_importance(run, "importance"), draw_contributions(run, "contributions"),
                                    draw_split_importance(run, "splits"), draw_learning_curve(run, "learning")});
  const Json& model = member(run.params, {"model"});
  if (!model.is_object()) return section;
  section.body = paragraph("Model: " + value_text(member(model, {"type"})) + ".") + section.body +
                 details("Parameters of the model, defaults included", facts_table(member(model, {"params"})));
  for (const auto& [part, name] : {std::pair("features", "Features as configured"), std::pair("split", "Split")}) {
    if (const std::string html = facts_table(member(run.params, {part})); !html.empty()) section.body += details(name, html);
  }
  return section;
}

}  // namespace trainyard::report
