#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section data_section(const RunFiles& run) {
  Section section{.id = "data", .title = "Data"};
  if (!run.quality.is_object()) {
    if (member(run.run, {"summary", "dataset"}).is_object())
      section.body = paragraph("The dataset's quality.json was not found where the run says that its dataset is.", "soft");
    return section;
  }
  section.body = paragraph(value_text(member(run.quality, {"rows"})) + " rows, " + value_text(member(run.quality, {"bad"})) +
                           " of the source's rows were bad.");
  for (const Json& warning : member(run.quality, {"warnings"})) section.body += paragraph("⚠ " + value_text(warning), "bad");
  section.body += titled("Checks", records_table(member(run.quality, {"checks"})));
  section.body += titled("Columns", records_table(member(run.quality, {"columns"}), 500));
  return section;
}

}  // namespace trainyard::report
