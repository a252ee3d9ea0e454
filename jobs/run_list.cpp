#include "jobs/run_list.hpp"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cmath>
#include <set>

#include "host/log/log.hpp"
#include "host/output/table_file.hpp"
#include "host/results/run_query.hpp"
#include "jobs/invocation.hpp"
#include "jobs/run_mlflow.hpp"
#include "jobs/table.hpp"
#include "jobs/table_output.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {
namespace {

using nlohmann::ordered_json;

/// What --columns names, checked; empty when it was not given.
std::vector<std::string> wanted_columns(const Invocation& invocation, const std::vector<results::RunRow>& rows) {
  std::vector<std::string> columns;
  std::string rest = invocation.text("columns");
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string name = rest.substr(0, comma);
    rest.erase(0, comma + 1);
    name.erase(0, name.find_first_not_of(' '));
    name.erase(name.find_last_not_of(' ') + 1);
    if (name.empty()) throw Error(ExitCode::usage, "--columns: a name is missing between two commas");
    results::check_field(rows, name, "--columns");
    if (name != "run") columns.push_back(name);  // which is there always
  }
  return columns;
}

/// The metrics that tell most: of the test rows, else of cross-validation, else of training; at most three.
std::string short_metrics(const results::RunRow& row) {
  for (const std::string part : {"test", "cv", "train"}) {
    const std::string prefix = "metrics." + part + ".";
    std::string text;
    int shown = 0;
    for (const auto& [name, value] : row.fields.items()) {
      if (!name.starts_with(prefix) || shown == 3) continue;
      text += (shown == 0 ? part + " " : ", ") + name.substr(prefix.size()) + " " + value_text(value);
      ++shown;
    }
    if (shown > 0) return text;
  }
  return "";
}

ordered_json documents(const results::Results& results, const std::vector<results::RunRow>& rows) {
  ordered_json all = ordered_json::array();
  for (const auto& row : rows) all.push_back(run_document(results.find(row.folder.string())));
  return all;
}

/// Fields as columns of a file: numbers where all are, else text.
struct FieldColumns {
  std::vector<output::Field> fields;
  std::vector<std::vector<double>> numbers;  ///< what `values` points to
  std::vector<output::Values> values;
};

std::vector<std::string> texts_of(const std::vector<const ordered_json*>& cells) {
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const ordered_json* cell : cells) {
    texts.push_back(cell->is_null() ? "" : cell->is_string() ? cell->get<std::string>() : cell->dump());
  }
  return texts;
}

FieldColumns columns_of(const std::vector<results::RunRow>& rows, const std::vector<std::string>& names) {
  FieldColumns out;
  out.numbers.resize(names.size());
  for (std::size_t c = 0; c < names.size(); ++c) {
    std::vector<const ordered_json*> cells;
    cells.reserve(rows.size());
    for (const auto& row : rows) cells.push_back(&results::field_of(row, names[c]));
    if (std::ranges::all_of(cells, [](const ordered_json* cell) { return cell->is_null() || cell->is_number(); })) {
      for (const ordered_json* cell : cells) out.numbers[c].push_back(cell->is_null() ? std::nan("") : cell->get<double>());
      out.fields.push_back({.name = names[c], .kind = output::Kind::number});
      out.values.emplace_back(std::span<const double>(out.numbers[c]));
      continue;
    }
    auto texts = texts_of(cells);
    const std::size_t longest = std::ranges::max(texts, {}, &std::string::size).size();
    out.fields.push_back({.name = names[c], .kind = output::Kind::text, .width = longest});
    out.values.emplace_back(std::move(texts));
  }
  return out;
}

/// All that any of the runs has, in the order of their first appearance.
std::vector<std::string> all_fields(const std::vector<results::RunRow>& rows) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& row : rows) {
    for (const auto& [name, value] : row.fields.items()) {
      if (seen.insert(name).second) names.push_back(name);
    }
  }
  return names;
}

}  // namespace

ordered_json run_document(const results::RunEntry& entry) {
  return {{"status", entry.status}, {"run", entry.folder.string()}, {"experiment", entry.experiment},
          {"name", entry.name},     {"metrics", entry.metrics},     {"record", entry.run}};
}

std::vector<results::RunRow> wanted_rows(const Invocation& invocation) {
  auto table = results::run_table(results::Results::open(invocation.results()), invocation.text("experiment"));
  if (!table.index_problem.empty()) log::debug("no index of the runs was kept: " + table.index_problem);
  if (invocation.has("filter")) results::keep_matching(table.rows, invocation.text("filter"));
  if (invocation.has("sort")) results::sort_by(table.rows, invocation.text("sort"));
  if (invocation.has("limit") && invocation.count("limit") < table.rows.size()) table.rows.resize(invocation.count("limit"));
  return std::move(table.rows);
}

void add_run_query(Verb& verb) {
  namespace po = boost::program_options;
  verb.options.add_options()("filter", po::value<std::string>()->value_name("CONDITIONS"),
                             "runs for which they hold: FIELD = != < <= > >= VALUE, joined by `and`")(
      "columns", po::value<std::string>()->value_name("FIELDS"),
      "fields to show, with commas between: run, status, created, user, tags.team, params.max_depth, metrics.test.rmse (or rmse), …");
}

Answer list_answer(const Invocation& invocation) {
  const std::filesystem::path folder = invocation.results();
  const auto rows = wanted_rows(invocation);
  const auto columns = wanted_columns(invocation, rows);
  std::vector<Column> titles{{"run"}};
  for (const std::string& name : columns) titles.push_back({name});
  if (columns.empty()) titles.insert(titles.end(), {{"status"}, {"experiment"}, {"metrics"}});
  Table table(titles);
  ordered_json picked = ordered_json::array();
  for (const auto& row : rows) {
    std::vector<std::string> cells = {row.fields.at("run").get<std::string>()};
    ordered_json fields = {{"run", row.folder.string()}};
    for (const std::string& name : columns) {
      const ordered_json& value = results::field_of(row, name);
      cells.push_back(value.is_null() ? "" : value_text(value));
      fields[name] = value;
    }
    if (columns.empty()) cells.insert(cells.end(), {row.fields.at("status"), row.fields.at("experiment"), short_metrics(row)});
    table.add(cells);
    picked.push_back(std::move(fields));
  }
  Answer answer;
  answer.document = {{"status", "finished"}, {"results", folder.string()}, {"runs", std::move(picked)}};
  if (columns.empty() && invocation.has("json")) answer.document["runs"] = documents(results::Results::open(folder), rows);
  answer.text = table.empty() ? "no runs in " + path_text(folder) + "\n" : table.text();
  return answer;
}

Answer export_answer(const Invocation& invocation) {
  if (invocation.has("mlflow")) return mlflow_answer(invocation);
  if (invocation.word_count() > 1)
    throw Error(ExitCode::usage, "runs export: single runs are for --mlflow; --filter chooses those of a table");
  const auto output_file = table_output(invocation, output::extensions());
  const auto rows = wanted_rows(invocation);
  auto names = wanted_columns(invocation, rows);
  if (names.empty()) names = all_fields(rows);
  const FieldColumns columns = columns_of(rows, names);
  pipeline::Outcome outcome{{{"status", "finished"}, {"rows", rows.size()}, {"fields", names}, {"output", nullptr}}};
  if (output_file.empty()) {
    outcome.summary["csv"] = output::csv_header(columns.fields) + output::csv_rows(columns.fields, columns.values);
  } else {
    outcome.summary["output"] = output_file.string();
    const auto file = output::create(output_file, columns.fields, rows.size());
    file->write(columns.values);
    file->publish();
  }
  return table_answer(outcome, count_text(rows.size()) + (rows.size() == 1 ? " run" : " runs"), output_file);
}

}  // namespace trainyard::jobs
