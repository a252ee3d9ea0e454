#include "host/monitor/finding.hpp"

#include <cstdio>

#include "host/evaluate/finite.hpp"

namespace trainyard::monitor {

nlohmann::ordered_json Alert::to_json() const {
  nlohmann::ordered_json out = {{"kind", kind}};
  if (!column.empty()) out["column"] = column;
  if (!test.empty()) out["test"] = test;
  out["value"] = evaluate::finite_or_null(value);
  out["limit"] = evaluate::finite_or_null(limit);
  out["text"] = text;
  return out;
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string percent_text(double share) { return short_number(100 * share) + " %"; }

}  // namespace trainyard::monitor
