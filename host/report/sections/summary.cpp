#include <array>

#include "host/report/figures/panel.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

std::string card(const std::string& what, const std::string& value, const std::string& more = "") {
  return "<li><span>" + escaped(what) + "</span><b>" + escaped(value) + "</b><span>" + escaped(more) + "</span></li>\n";
}

/// The deciding metric in each part, then the rows.
std::string cards(const RunFiles& run) {
  static constexpr std::array parts = {std::pair("test", "test"), std::pair("baseline", "baseline"), std::pair("cv", "cross-validation"),
                                       std::pair("train", "training")};
  const std::string metric = run.metric();
  std::string out;
  for (const auto& [part, name] : parts) {
    const Json& value = run.measured(part, metric);
    if (!value.is_number()) continue;
    const std::string interval = std::string_view(part) == "test" ? interval_text(run, metric) : "";
    out += card(metric + ", " + name, value_text(value), interval);
  }
  const Json& split = member(run.run, {"summary", "split"});
  for (const char* part : {"train", "test"}) {
    if (const Json& rows = member(split, {part}); rows.is_number_unsigned())
      out += card(std::string(part) + " rows", count_text(rows.get<std::uint64_t>()));
  }
  return out.empty() ? "" : "<ul class=\"cards\">\n" + out + "</ul>\n";
}

std::string verdict(const RunFiles& run) {
  const std::string word = verdict_of(run);
  if (word.empty()) return paragraph("No gates were set for this run.", "soft");
  if (run.monitor.is_object()) {
    const std::size_t alerts = member(run.monitor, {"alerts"}).size();
    if (alerts == 0) return paragraph("✓ no alert", "verdict good");
    return paragraph("✗ " + std::to_string(alerts) + (alerts == 1 ? " alert" : " alerts"), "verdict bad");
  }
  const bool by_gates = member(run.gates, {"verdict"}) == word;
  const std::string what = by_gates ? "gates " + word : word + ": warnings, which --strict makes errors";
  return paragraph((word == "failed" ? "✗ " : "✓ ") + what, word == "failed" ? "verdict bad" : "verdict good");
}

}  // namespace

std::string verdict_of(const RunFiles& run) {
  const Json& all = member(run.run, {"summary", "verdict"});
  const Json& verdict = all.is_string() ? all : member(run.gates, {"verdict"});
  return verdict.is_string() ? verdict.get<std::string>() : "";
}

std::string interval_text(const RunFiles& run, const std::string& metric) {
  const Json& low = member(run.metrics, {"intervals", "test", metric, "low"});
  const Json& high = member(run.metrics, {"intervals", "test", metric, "high"});
  return low.is_number() && high.is_number() ? value_text(low) + " to " + value_text(high) : "";
}

std::string summary_head(const RunFiles& run) {
  std::string out = "<h1>" + escaped(value_text(member(run.run, {"experiment"}))) + "</h1>\n";
  if (const Json& text = member(run.run, {"description"}); text.is_string()) out += paragraph(text.get<std::string>());
  std::string facts = run.name() + " · " + value_text(member(run.run, {"verb"})) + " · " + run.task();
  if (const Json& created = member(run.run, {"created"}); created.is_string()) facts += " · " + created.get<std::string>();
  for (const auto& [tag, value] : member(run.run, {"tags"}).items()) facts += " · " + tag + ": " + value_text(value);
  return out + paragraph(facts, "soft") + verdict(run) + cards(run);
}

}  // namespace trainyard::report
