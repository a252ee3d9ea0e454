#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section gates_section(const RunFiles& run) {
  Section section{.id = "gates", .title = "Gates"};
  const Json& gates = member(run.gates, {"gates"});
  if (!gates.is_array() || gates.empty()) return section;
  HtmlTable table({"verdict", "metric", "rule", "value", "limit", ""});
  for (const Json& gate : gates) {
    const Json &group = member(gate, {"group"}), &text = member(gate, {"text"});
    table.add({member(gate, {"passed"}) == true ? "✓ passed" : "✗ failed",
               value_text(member(gate, {"metric"})) + (group.is_string() ? " of " + value_text(group) : ""),
               value_text(member(gate, {"rule"})), value_text(member(gate, {"value"})), value_text(member(gate, {"limit"})),
               text.is_string() ? value_text(text) : ""});
  }
  section.body = table.html();
  return section;
}

}  // namespace trainyard::report
