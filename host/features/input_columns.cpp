#include "host/features/input_columns.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/features/bound_operands.hpp"
#include "kernels/derive/evaluate.hpp"

namespace trainyard::features {
namespace {

template <class T>
std::vector<T> gather(const std::vector<T>& values, std::span<const std::uint32_t> rows) {
  std::vector<T> picked(rows.size());
  std::transform(rows.begin(), rows.end(), picked.begin(), [&](std::uint32_t row) { return values[row]; });
  return picked;
}

kernels::Buffer<double> gather_there(const Exec& exec, const std::vector<double>& values, std::span<const std::uint32_t> rows) {
  if (exec.on_gpu()) return {exec, gather(values, rows)};
  kernels::Buffer<double> picked(exec, rows.size());
  std::transform(rows.begin(), rows.end(), picked.data(), [&](std::uint32_t row) { return values[row]; });
  return picked;
}

}  // namespace

InputColumns::InputColumns(const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows,
                           const std::vector<Derivation>& derive)
    : exec_(exec), table_(table), rows_(rows) {
  if (!rows.empty() && *std::max_element(rows.begin(), rows.end()) >= table.rows()) {
    throw std::out_of_range("features: a row number is beyond the table");
  }
  for (const auto& derivation : derive) {
    derive_[derivation.name] = &derivation;
    for (const auto& column : derivation.expression.columns) operands_.insert(column.name);
  }
}

InputColumns::Numbers InputColumns::numbers(const std::string& name) {
  if (const auto kept = kept_.find(name); kept != kept_.end()) return kept->second;
  const auto derivation = derive_.find(name);
  auto made = derivation != derive_.end()
                  ? derived(derivation->second->expression)
                  : std::make_shared<const kernels::Buffer<double>>(gather_there(exec_, find(name, false).numbers, rows_));
  if (operands_.contains(name)) kept_[name] = made;
  return made;
}

InputColumns::Numbers InputColumns::derived(const Expression& expression) {
  const BoundOperands operands(exec_, expression.operands, *this);
  kernels::Buffer<double> result(exec_, rows_.size());
  kernels::derive::evaluate(exec_, expression.program, operands.views(), result.view());
  return std::make_shared<const kernels::Buffer<double>>(std::move(result));
}

std::shared_ptr<const Categories> InputColumns::categories(const std::string& name) {
  if (const auto kept = kept_categories_.find(name); kept != kept_categories_.end()) return kept->second;
  const auto derivation = derive_.find(name);
  const bool is_derived = derivation != derive_.end();
  auto made = std::make_shared<const Categories>(is_derived ? crossed(derivation->second->expression) : gathered(name));
  if (is_derived || operands_.contains(name)) kept_categories_[name] = made;
  return made;
}

Categories InputColumns::gathered(const std::string& name) const {
  static const auto none = std::make_shared<const dataset::Dictionary>();
  const auto& column = find(name, true);
  Categories made{gather(column.codes, rows_), column.dictionary == nullptr ? none : column.dictionary, column.personal};
  const auto outside = [size = made.dictionary->size()](std::int32_t code) { return code < -1 || code >= static_cast<std::int64_t>(size); };
  if (std::any_of(made.codes.begin(), made.codes.end(), outside)) {
    throw std::out_of_range("features: a code of column '" + name + "' is not in its dictionary");
  }
  return made;
}

Categories InputColumns::crossed(const Expression& expression) {
  Categories made = escaped(*categories(expression.crossed.front()));
  for (std::size_t i = 1; i < expression.crossed.size(); ++i) made = cross(made, escaped(*categories(expression.crossed[i])));
  return made;
}

const dataset::Dictionary& InputColumns::dictionary(const std::string& name) {
  if (derive_.contains(name)) return *categories(name)->dictionary;
  static const dataset::Dictionary none;
  const auto& column = find(name, true);
  return column.dictionary == nullptr ? none : *column.dictionary;
}

std::string InputColumns::place_of(std::size_t i) const { return "data row " + std::to_string(id(i).number + 1); }

void InputColumns::require(const std::string& name, bool category) const {
  if (!derive_.contains(name)) find(name, category);
}

void InputColumns::require(const std::string& name) const { find(name); }

std::string InputColumns::shown(const std::string& name, std::int32_t code) {
  if (code < 0) return "a missing value";
  const auto column = categories(name);
  return "category '" + (column->personal ? dataset::personal_value : (*column->dictionary)[static_cast<std::size_t>(code)]) + "'";
}

const dataset::Column& InputColumns::find(const std::string& name) const {
  if (const dataset::Column* column = table_.find(name)) return *column;
  std::vector<std::string> known;
  for (const auto& other : table_.columns) known.push_back(other.name);
  throw Error(ExitCode::bad_data, "the table has no column '" + name + "', which the features need" + suggest(name, known));
}

const dataset::Column& InputColumns::find(const std::string& name, bool category) const {
  const dataset::Column* column = &find(name);
  if (column->is_category() != category) {
    throw Error(ExitCode::bad_data, "column '" + name + "' is " + std::string(dataset::type_name(column->type)) + "; the features need " +
                                        (category ? "categories" : "numbers") + " there, as in training");
  }
  if (column->rows() != table_.rows()) throw std::out_of_range("features: column '" + name + "' has another length than the table");
  return *column;
}

}  // namespace trainyard::features
