#include "host/features/bound_operands.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "host/features/input_columns.hpp"

namespace trainyard::features {
namespace {

using OperandKind = OperandSource::Kind;

// [0] is for a missing category, [c + 1] for code c.
std::vector<double> category_table(const OperandSource& source, const dataset::Dictionary& dictionary, InputColumns& columns) {
  std::vector<double> table(dictionary.size() + 1);
  if (source.kind == OperandKind::presence) {
    table.front() = 1.0;
    return table;
  }
  table.front() = std::numeric_limits<double>::quiet_NaN();
  if (source.kind == OperandKind::matches) {
    for (std::size_t code = 0; code < dictionary.size(); ++code) {
      const bool among = std::find(source.texts.begin(), source.texts.end(), dictionary[code]) != source.texts.end();
      table[code + 1] = among != source.inverted ? 1.0 : 0.0;
    }
    return table;
  }
  const dataset::Dictionary& reference = columns.dictionary(source.reference);
  std::unordered_map<std::string_view, std::size_t> codes;
  for (std::size_t code = 0; code < reference.size(); ++code) codes.emplace(reference[code], code);
  for (std::size_t code = 0; code < dictionary.size(); ++code) {
    const auto found = codes.find(dictionary[code]);
    table[code + 1] = found == codes.end() ? -1.0 : static_cast<double>(found->second);
  }
  return table;
}

}  // namespace

BoundOperands::BoundOperands(const Exec& exec, const std::vector<OperandSource>& sources, InputColumns& columns) {
  for (const OperandSource& source : sources) {
    kernels::derive::Operand operand;
    if (source.kind == OperandKind::numbers) {
      operand.numbers = numbers_.emplace_back(columns.numbers(source.column))->view();
    } else if (source.kind == OperandKind::constants) {
      operand.table = std::as_const(tables_.emplace_back(exec, source.numbers)).view();
    } else {
      const auto categories = columns.categories(source.column);
      operand.codes = std::as_const(codes_.emplace_back(exec, categories->codes)).view();
      operand.table = std::as_const(tables_.emplace_back(exec, category_table(source, *categories->dictionary, columns))).view();
    }
    views_.push_back(operand);
  }
}

}  // namespace trainyard::features
