#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section parameters_section(const RunFiles& run) {
  Section section{.id = "parameters", .title = "Parameters"};
  const Json& model = member(run.params, {"model"});
  if (!model.is_object()) return section;
  section.body = paragraph("Model: " + value_text(member(model, {"type"})) + ".");
  section.body += details("Parameters of the model, defaults included", facts_table(member(model, {"params"})));
  for (const char* part : {"features", "split"}) {
    if (const std::string html = facts_table(member(run.params, {part})); !html.empty()) section.body += details(part, html);
  }
  return section;
}

}  // namespace trainyard::report
