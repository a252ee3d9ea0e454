#include "host/dataset/checks/checks.hpp"

#include <algorithm>

#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/checks/reference.hpp"
#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

bool asks_for(const nlohmann::ordered_json& item, const CheckKind& kind) {
  return std::ranges::any_of(kind.keys, [&](const std::string& key) { return item.contains(key); });
}

// "data.csv: data row 12", or with two rows "data.csv: data rows 3 and 12"; rows are counted from 1.
std::string place_text(const std::vector<RowId>& rows, const std::vector<std::string>& files) {
  if (rows.empty()) return {};
  const auto number = [&](std::size_t i) { return std::to_string(rows[i].number + 1); };
  const std::string first = printable(files.at(rows[0].source), 1000) + ": data row";
  if (rows.size() == 1) return first + " " + number(0);
  if (rows[0].source == rows[1].source) return first + "s " + number(0) + " and " + number(1);
  return first + " " + number(0) + " and " + printable(files.at(rows[1].source), 1000) + ": data row " + number(1);
}

std::string status_of(const Verdict& verdict) {
  if (!verdict.passed) return "failed";
  return verdict.evaluated == 0 ? "not_evaluated" : "passed";
}

std::string columns_text(const nlohmann::ordered_json& item) {
  if (item.contains("column")) return item.at("column").get<std::string>();
  std::string names;
  if (!item.contains("unique")) return names;
  for (const auto& name : item.at("unique")) names += (names.empty() ? "" : ", ") + name.get<std::string>();
  return names;
}

}  // namespace

const std::vector<CheckKind>& check_kinds() {
  static const std::vector<CheckKind> kinds{
      checks::presence(),        checks::type(),         checks::missing(),      checks::range(),          checks::allowed(),
      checks::pattern(),         checks::unique(),       checks::not_constant(), checks::class_shares(),   checks::mean(),
      checks::order(),           checks::freshness(),    checks::rows(),         checks::new_categories(), checks::vanished_categories(),
      checks::reference_range(), checks::missing_rate(),
  };
  return kinds;
}

Checks::Checks(const std::vector<Expectation>& expectations, std::vector<Field> fields, CheckOptions options)
    : fields_(std::move(fields)), options_(std::move(options)) {
  options_.memory_bytes /= std::max<std::size_t>(expectations.size(), 1);
  std::vector<std::string> problems;
  for (const Expectation& expectation : expectations) add_expectation(expectation, problems);
  std::string message;
  for (const std::string& problem : problems) message += (message.empty() ? "" : "\n") + problem;
  if (!problems.empty()) throw Error(ExitCode::bad_config, message);
}

void Checks::add_expectation(const Expectation& expectation, std::vector<std::string>& problems) {
  const nlohmann::ordered_json& keys = expectation.item;
  CheckItem item{.path = expectation.path, .keys = keys, .fields = fields_, .options = options_};
  std::optional<checks::Reference> reference;
  if (keys.contains("reference")) item.reference = &reference.emplace(checks::Reference::read(keys.at("reference").get<std::string>()));
  if (!keys.contains("column") && !reference) return add_kinds(item, problems);
  if (keys.contains("column")) {
    const auto found = std::ranges::find(fields_, keys.at("column").get<std::string>(), &Field::name);
    if (found != fields_.end()) item.column = static_cast<std::size_t>(found - fields_.begin());
    return add_kinds(item, problems);
  }
  item.column_given = false;
  const std::size_t before = entries_.size() + problems.size();
  for (std::size_t column = 0; column < fields_.size(); ++column) {
    item.column = column;
    add_kinds(item, problems);
  }
  if (entries_.size() + problems.size() > before) return;
  const std::string at = expectation.path + ".reference";
  problems.push_back((options_.where ? options_.where(at) : at) +
                     ": there is nothing to compare: it has no column that the table has, and "
                     "that the checks suit");
}

void Checks::add_kinds(const CheckItem& item, std::vector<std::string>& problems) {
  const std::string column = item.column ? item.field().name : columns_text(item.keys);
  const bool absent = item.keys.contains("column") && !item.column;
  try {
    if (absent && !item.keys.contains("present")) static_cast<void>(item.find(column, "column"));
  } catch (const Error& error) {
    problems.emplace_back(error.what());
    return;
  }
  for (const CheckKind& kind : check_kinds()) {
    if (!asks_for(item.keys, kind)) continue;
    Entry entry;
    entry.about = {.path = item.path, .name = item.keys.value("name", ""), .column = column, .kind = kind.name};
    entry.about.level = item.keys.value("level", "fail");
    if (entry.about.name.empty()) entry.about.name = column.empty() ? kind.name : column + ": " + kind.name;
    entry.personal = item.column && item.field().personal;
    try {
      const bool blind = absent && kind.name != checks::presence().name;
      entry.check =
          blind ? fixed_verdict({.passed = true, .observed = "no such column", .expected = "a column of this name"}) : kind.make(item);
    } catch (const Error& error) {
      if (error.code() != ExitCode::bad_config) throw;
      problems.emplace_back(error.what());
      continue;
    }
    if (entry.check) entries_.push_back(std::move(entry));
  }
}

void Checks::add(const Batch& batch, const Texts& texts) {
  for (Entry& entry : entries_) entry.check->add(batch, texts);
}

std::vector<CheckResult> Checks::finish(const Profile& profile, const std::vector<std::string>& files) {
  std::vector<CheckResult> results;
  for (Entry& entry : entries_) {
    const Verdict verdict = entry.check->finish(profile);
    CheckResult result = entry.about;
    result.status = status_of(verdict);
    result.observed = entry.personal && verdict.observed_is_value ? personal_value : printable(verdict.observed, 200);
    result.expected = verdict.expected;
    result.rows_failing = verdict.rows_failing;
    result.first = place_text(verdict.rows, files);
    if (!verdict.value.empty()) {
      result.first += (result.first.empty() ? "" : ": ") + (entry.personal ? personal_value : "'" + printable(verdict.value) + "'");
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace trainyard::dataset
