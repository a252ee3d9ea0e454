#include "host/dataset/survey.hpp"

#include <algorithm>

#include "host/dataset/for_each_column.hpp"
#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

Survey::Survey(std::vector<std::string> columns, const std::vector<std::string>& missing, int threads)
    : columns_(std::move(columns)), missing_(missing), threads_(threads), counts_(columns_.size()) {}

void Survey::bind(const std::string& file, const std::vector<std::string>& columns) {
  file_ = file;
  positions_.clear();
  for (const std::string& name : columns_) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) throw Error(ExitCode::bad_data, file + ": there is no column '" + name + "'" + suggest(name, columns));
    positions_.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
}

void Survey::add(const source::Block& block) {
  for_each_column(columns_.size(), columns_.size() * block.rows(), threads_, [&](std::size_t i) {
    for (std::size_t row = 0; row < block.rows(); ++row) count(counts_[i], trim(block.cell(row, positions_[i])), block.line(row));
  });
}

void Survey::count(Counts& counts, std::string_view text, std::uint64_t line) const {
  if (missing_.match(text)) return;
  const auto remember = [&](std::string& first) {
    if (first.empty()) first = "'" + printable(text) + "' at " + file_ + ":" + std::to_string(line);
  };
  switch (classify(text)) {
    case ValueKind::integer:
      ++counts.integers;
      return;
    case ValueKind::identifier:
      ++counts.identifiers;
      return remember(counts.first_identifier);
    case ValueKind::large:
      ++counts.large;
      return remember(counts.first_large);
    case ValueKind::floating:
      ++counts.floats;
      return;
    case ValueKind::unusable:
      ++counts.unusable;
      break;
    case ValueKind::boolean:
      ++counts.booleans;
      break;
    case ValueKind::timestamp:
      ++counts.timestamps;
      break;
    case ValueKind::text:
      ++counts.texts;
      break;
  }
  remember(counts.first_other);
}

/// What the counts of one column make of it.
class Survey::Decision {
 public:
  Decision(const std::string& name, const Counts& counts, double tolerated, const Warn& warn)
      : name_(name), counts_(counts), tolerated_(tolerated), warn_(warn) {}

  Field field() {
    Field field;
    field.name = name_;
    field.role = counts_.all() == 0 ? Role::ignore : Role::feature;
    field.type = type();
    return field;
  }

 private:
  ColumnType type() {
    if (nearly_all(counts_.numbers())) return type_of_numbers();
    if (counts_.booleans > 0 && counts_.booleans == counts_.all()) return ColumnType::boolean;
    if (nearly_all(counts_.timestamps)) {
      say_rows_go(counts_.timestamps, "timestamps", "");
      return ColumnType::timestamp;
    }
    if (counts_.numbers() > counts_.all() / 2) say_not_numbers();
    return ColumnType::category;
  }

  ColumnType type_of_numbers() {
    const bool wide = exceeds(counts_.large);
    if (counts_.floats == 0 && (counts_.identifiers > 0 || wide)) {
      warn_(name_, who() + " holds integers such as " + (wide ? counts_.first_large : counts_.first_identifier) +
                       ", which lose leading zeros or digits as numbers: taken as category. Give its type in a schema to decide otherwise");
      return ColumnType::category;
    }
    const bool fractions = counts_.floats > 0 || exceeds(counts_.unusable);
    say_rows_go(counts_.integers + counts_.identifiers + counts_.floats + (fractions ? counts_.large : 0), "numbers to keep",
                counts_.first_other.empty() ? counts_.first_large : counts_.first_other);
    return fractions ? ColumnType::floating : ColumnType::integer;
  }

  [[nodiscard]] bool exceeds(std::uint64_t count) const { return static_cast<double>(count) > tolerated_; }
  [[nodiscard]] bool nearly_all(std::uint64_t fitting) const { return fitting > 0 && !exceeds(counts_.all() - fitting); }
  [[nodiscard]] std::string who() const { return "column '" + name_ + "'"; }
  [[nodiscard]] std::string share(std::uint64_t count) const {
    return who() + ": " + std::to_string(count) + " of " + std::to_string(counts_.all()) + " values are no ";
  }

  void say_rows_go(std::uint64_t fitting, const std::string& what, const std::string& first) const {
    if (fitting == counts_.all()) return;
    warn_(name_, share(counts_.all() - fitting) + what + (first.empty() ? "" : " (first: " + first + ")") +
                     "; their rows count as bad. To keep them, give the column type category in a schema");
  }

  void say_not_numbers() const {
    warn_(name_, share(counts_.all() - counts_.numbers()) + "numbers (first: " + counts_.first_other +
                     "): taken as category. Write what is missing as NA, or give its type in a schema");
  }

  const std::string& name_;
  const Counts& counts_;
  double tolerated_;
  const Warn& warn_;
};

std::vector<Field> Survey::fields(double tolerated, const Warn& warn) const {
  std::vector<Field> fields;
  for (std::size_t i = 0; i < columns_.size(); ++i) fields.push_back(Decision(columns_[i], counts_[i], tolerated, warn).field());
  return fields;
}

}  // namespace trainyard::dataset
