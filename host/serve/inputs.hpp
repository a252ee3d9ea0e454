// The columns that a model takes from a request, and what is asked of their values.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/dataset/converter.hpp"
#include "host/dataset/schema.hpp"
#include "host/source/block.hpp"

namespace trainyard::serve {

struct Input {
  dataset::Field field;
  source::ValueType type = source::ValueType::text;  ///< in which values are handed to the converter
  std::string expected;                              ///< "a number from 0 to 20, or null"
};

/// Safe to use from several threads.
class Inputs {
 public:
  static constexpr std::size_t unknown = static_cast<std::size_t>(-1);
  static constexpr std::size_t not_used = static_cast<std::size_t>(-2);  ///< a column of the schema that the model does not look at

  /// The columns that the bundle's transform reads, in the order of the schema.
  explicit Inputs(const bundle::Bundle& bundle);

  [[nodiscard]] const std::vector<Input>& columns() const noexcept { return columns_; }
  /// Its number among columns(), not_used or unknown.
  [[nodiscard]] std::size_t find(std::string_view name) const;
  /// The names of columns(), for messages.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  /// Names of the schema's other columns, in its order.
  [[nodiscard]] const std::vector<std::string>& others() const noexcept { return others_; }

  /// Values of columns() to the stored types, with all that is wrong with them.
  void convert(dataset::ConvertedBlock& block) const;

 private:
  std::vector<Input> columns_;
  std::vector<std::string> names_, others_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::unique_ptr<const dataset::Converter> converter_;
  std::shared_ptr<const dataset::Binding> binding_;
};

}  // namespace trainyard::serve
