#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"
#include "host/report/study_plots.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::report {

Section sweep_section(const RunFiles& run) {
  Section section{.id = "sweep", .title = "Search"};
  if (!run.study.is_object()) return section;
  const Json& trials = member(run.study, {"trials"});
  section.body =
      paragraph(value_text(member(trials, {"complete"})) + " trials are complete, " + value_text(member(trials, {"pruned"})) + " pruned, " +
                value_text(member(trials, {"failed"})) + " failed; " + value_text(member(run.study, {"metric"})) + " decides.");
  if (const Json& best = member(run.study, {"best"}); best.is_object()) section.body += heading("The best trial") + facts_table(best);
  std::vector<Figure> all;
  for (const auto& plot : study_plots()) {
    const auto file = run.folder / "plots" / (std::string(plot.name) + ".svg");
    if (std::filesystem::exists(file)) all.push_back({.svg = storage::read_file(file), .wide = true});
  }
  section.body += figures(all);
  return section;
}

}  // namespace trainyard::report
