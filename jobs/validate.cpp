#include "host/log/log.hpp"
#include "jobs/checks_text.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_value = 40;
constexpr std::size_t longest_message = 1000;

std::string cell(const ordered_json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return "";
  return found->is_number_unsigned() ? count_text(*found) : printable(value_text(*found), longest_value);
}

std::string columns_text(const ordered_json& columns) {
  const Align right = Align::right;
  Table table({{"column"}, {"type"}, {"role"}, {"missing", right}, {"distinct", right}, {"min", right}, {"max", right}, {"mean", right}});
  for (const ordered_json& column : columns) {
    std::vector<std::string> cells;
    for (const char* key : {"name", "type", "role", "missing", "distinct", "min", "max", "mean"}) cells.push_back(cell(column, key));
    if (column.value("estimated", false)) cells[4] = "~" + cells[4];
    table.add(cells);
  }
  return table.text();
}

std::string bad_rows_text(const ordered_json& rows) {
  Table table({{"place"}, {"column"}, {"value"}, {"reason"}});
  for (const ordered_json& row : rows) {
    const std::string place = path_text(row.value("source", "")) + ":" + std::to_string(row.value("line", std::uint64_t{0}));
    table.add({place, cell(row, "column"), cell(row, "value"), row.value("reason", "")});
  }
  return table.text(2);
}

Answer call(const Invocation& invocation) {
  const config::Config config = invocation.config();
  Answer answer;
  answer.document = pipeline::validate(config).summary;
  const ordered_json& summary = answer.document;
  const ordered_json report = summary.value("report", ordered_json::object());
  const ordered_json bad_rows = report.value("bad_rows", ordered_json::array());
  const auto bad = summary.value("bad_rows", std::uint64_t{0});
  const bool refused = summary.value("status", "") == "bad";

  answer.text = count_text(summary.value("rows", std::uint64_t{0})) + " good rows, " + count_text(bad) + " bad rows\n\n";
  answer.text += columns_text(report.value("columns", ordered_json::array()));
  if (bad_rows.is_array() && !bad_rows.empty()) {
    answer.text +=
        "\nbad rows" + (bad > bad_rows.size() ? " (the first " + count_text(bad_rows.size()) + ")" : "") + ":\n" + bad_rows_text(bad_rows);
  }
  answer.text += "\n" + checks_text(report.value("checks", ordered_json::array()));
  for (const ordered_json& warning : report.value("warnings", ordered_json::array())) {
    answer.text += "warning: " + printable(value_text(warning), longest_message) + "\n";
  }
  if (refused) {
    for (const ordered_json& problem : summary["problems"]) log::error(problem.get<std::string>());
  } else {
    answer.text += "config and data are good\n";
  }
  if (invocation.has("suggest")) answer.table = summary.value("suggestion", "");
  answer.code = refused ? ExitCode::bad_data : ExitCode::done;
  return answer;
}

}  // namespace

Verb validate() {
  Verb verb;
  verb.name = "validate";
  verb.summary = "checks config and data, prints the quality report, changes nothing";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {
      {"check before a long run", "trainyard validate configs/housing.yaml"},
      {"the report for a script", "trainyard validate configs/housing.yaml --json"},
      {"a first schema, and checks for data.expect", "trainyard validate configs/housing.yaml --suggest -q > housing.schema.yaml"}};
  verb.options.add_options()("suggest", "prints a schema that the data fits, and checks for data.expect, in place of the report");
  verb.takes_config = true;
  verb.call = call;
  return verb;
}

}  // namespace trainyard::jobs::verbs
