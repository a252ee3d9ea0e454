#include <charconv>

#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

/// A number with six significant digits; any other text as it is.
std::string bound_text(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  return problem == std::errc() && stop == end ? value_text(Json(value)) : text;
}

/// "0.1234567890123 … 4.5" is a bin of numbers: "0.123457 … 4.5".
std::string group_text(const Json& value) {
  const std::string text = value_text(value), between = " … ";
  const auto at = text.find(between);
  if (at == std::string::npos) return shortened(text);
  return shortened(bound_text(text.substr(0, at)) + between + bound_text(text.substr(at + between.size())));
}

/// A slice in one line: what it is, how sure that is, its loss, then the metrics by their names.
Json line_of(const Json& slice) {
  Json line = Json::object(), metrics = Json::object();
  for (const char* first : {"column", "value", "rows", "p_value", "looks"}) {
    if (slice.contains(first)) line[first] = slice[first];
  }
  if (line.contains("value")) line["value"] = group_text(line["value"]);
  if (const Json& loss = member(slice, {"loss"}); loss.is_object()) {
    line["loss"] = member(loss, {"name"});
    line["mean"] = member(loss, {"mean"});
    line["mean of the rest"] = member(loss, {"rest"});
    line["effect size"] = member(loss, {"effect_size"});
  }
  for (const auto& [key, value] : slice.items()) {
    if (key == "metrics" && value.is_object()) {
      metrics.update(value);
    } else if (key != "loss" && !line.contains(key)) {
      line[key] = value;
    }
  }
  line.update(metrics);
  return line;
}

Json lines_of(const Json& slices) {
  Json lines = Json::array();
  for (const Json& slice : slices) lines.push_back(slice.is_object() ? line_of(slice) : slice);
  return lines;
}

std::string slices_tables(const Json& slices) {
  std::vector<std::string> tables;
  for (const Json& slice : slices)
    tables.push_back(titled(value_text(member(slice, {"column"})), records_table(lines_of(member(slice, {"groups"})))));
  return beside(tables);
}

/// Per column its groups, then how far they are apart.
std::string fairness_tables(const Json& fairness) {
  std::string html;
  for (const auto& [column, measures] : fairness.items()) {
    Json apart = measures;
    apart.erase("column");
    apart.erase("groups");
    html += titled("Fairness by " + column, records_table(lines_of(member(measures, {"groups"}))) + facts_table(apart));
  }
  return html;
}

}  // namespace

Section slices_section(const RunFiles& run) {
  Section section{.id = "slices", .title = "Slices and fairness"};
  section.body = titled("The worst slices", records_table(lines_of(member(run.evaluation, {"worst_slices"})))) +
                 slices_tables(member(run.evaluation, {"slices"})) + fairness_tables(member(run.evaluation, {"fairness"}));
  return section;
}

}  // namespace trainyard::report
