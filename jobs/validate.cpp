#include <boost/program_options/value_semantic.hpp>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "jobs/checks_text.hpp"
#include "jobs/explanations_text.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_cell = 40;
constexpr std::size_t longest_message = 1000;

std::string row_cell(const ordered_json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return "";
  return found->is_number_unsigned() ? count_text(*found) : printable(value_text(*found), longest_cell);
}

std::string columns_text(const ordered_json& columns) {
  const Align right = Align::right;
  Table table({{"column"}, {"type"}, {"role"}, {"missing", right}, {"distinct", right}, {"min", right}, {"max", right}, {"mean", right}});
  for (const ordered_json& column : columns) {
    std::vector<std::string> cells;
    for (const char* key : {"name", "type", "role", "missing", "distinct", "min", "max", "mean"}) cells.push_back(row_cell(column, key));
    if (column.value("estimated", false)) cells[4] = "~" + cells[4];
    table.add(cells);
  }
  return table.text();
}

std::string bad_rows_text(const ordered_json& rows) {
  Table table({{"place"}, {"column"}, {"value"}, {"reason"}});
  for (const ordered_json& row : rows) {
    const std::string place = path_text(row.value("source", "")) + ":" + std::to_string(row.value("line", std::uint64_t{0}));
    table.add({place, row_cell(row, "column"), row_cell(row, "value"), row.value("reason", "")});
  }
  return table.text(2);
}

std::string report_text(const ordered_json& summary) {
  const ordered_json report = summary.value("report", ordered_json::object());
  const ordered_json bad_rows = report.value("bad_rows", ordered_json::array());
  const auto bad = summary.value("bad_rows", std::uint64_t{0});
  std::string text = count_text(summary.value("rows", std::uint64_t{0})) + " good rows, " + count_text(bad) + " bad rows\n\n";
  text += columns_text(report.value("columns", ordered_json::array()));
  if (bad_rows.is_array() && !bad_rows.empty()) {
    text +=
        "\nbad rows" + (bad > bad_rows.size() ? " (the first " + count_text(bad_rows.size()) + ")" : "") + ":\n" + bad_rows_text(bad_rows);
  }
  text += "\n" + checks_text(report.value("checks", ordered_json::array()));
  for (const ordered_json& warning : report.value("warnings", ordered_json::array())) {
    text += "warning: " + printable(value_text(warning), longest_message) + "\n";
  }
  return text;
}

Answer call_validate(const Invocation& invocation) {
  const config::Config config = invocation.config();
  const pipeline::ValidateRequest request{.suggest = invocation.has("suggest"), .explain = invocation.texts("explain")};
  if (request.suggest && !request.explain.empty()) {
    throw Error(ExitCode::usage, "validate: --suggest and --explain exclude each other (trainyard validate --help)");
  }
  Answer answer;
  answer.document = pipeline::validate(config, request).summary;
  const ordered_json& summary = answer.document;
  const bool refused = summary.value("status", "") == "bad";
  if (request.suggest) {
    answer.table = summary.value("suggestion", "");
  } else if (!request.explain.empty()) {
    answer.text = explanations_text(summary.value("explanations", ordered_json::array()));
  } else {
    answer.text = report_text(summary) + (refused ? "" : "config and data are good\n");
  }
  for (const ordered_json& problem : summary.value("problems", ordered_json::array())) log::error(problem.get<std::string>());
  answer.code = refused ? ExitCode::bad_data : ExitCode::done;
  return answer;
}

}  // namespace

Verb validate() {
  Verb verb;
  verb.name = "validate";
  verb.summary = "checks config and data, prints the quality report, changes nothing";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"check before a long run", "trainyard validate configs/housing.yaml"},
                   {"the report for a script", "trainyard validate configs/housing.yaml --json"},
                   {"a schema with checks to begin with", "trainyard validate configs/housing.yaml --suggest -q > schema.yaml"},
                   {"why a column has its type", "trainyard validate configs/housing.yaml --explain ocean_proximity"}};
  verb.options.add_options()("suggest", boost::program_options::bool_switch(),
                             "print a schema that the table fits instead, as YAML for data.schema")(
      "explain", boost::program_options::value<std::vector<std::string>>()->value_name("COLUMN")->composing(),
      "print why the column has its type instead; may be repeated");
  verb.takes_config = true;
  verb.call = call_validate;
  return verb;
}

}  // namespace trainyard::jobs::verbs
