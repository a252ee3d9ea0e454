// The columns of some rows of a table, and those derived from them, on the device.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/features/crossed.hpp"
#include "host/features/plan.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::features {

/// Reads and derives on demand; what an expression uses is kept for the next one. The arguments must outlive it.
class InputColumns {
 public:
  /// Throws std::out_of_range when a row is not in the table.
  InputColumns(const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows, const std::vector<Derivation>& derive);

  using Numbers = std::shared_ptr<const kernels::Buffer<double>>;
  using Codes = kernels::Buffer<std::int32_t>;

  /// A numeric column, derived or not. Throws Error(bad_data) when the table has no such column, or holds categories there.
  Numbers numbers(const std::string& name);
  /// A category column, derived or not. Throws Error(bad_data) likewise, std::out_of_range when a code is not in its dictionary.
  std::shared_ptr<const Categories> categories(const std::string& name);
  /// Its codes on the device.
  Codes codes(const std::string& name) { return {exec_, categories(name)->codes}; }
  /// Valid as long as this and the table are; never null, also for a column without values.
  const dataset::Dictionary& dictionary(const std::string& name);

  /// Throws what numbers() or categories() would throw for a column of the table, without reading it.
  void require(const std::string& name, bool category) const;
  /// Throws when the table has no such column.
  void require(const std::string& name) const;

  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  /// Who the i-th row is.
  [[nodiscard]] const dataset::RowId& id(std::size_t i) const { return table_.ids[rows_[i]]; }

  /// For messages: "data row 7", the number in its file of the i-th row.
  [[nodiscard]] std::string place_of(std::size_t i) const;
  /// For messages: what a code of a category column stands for, unless its values are personal.
  [[nodiscard]] std::string shown(const std::string& name, std::int32_t code);

 private:
  const dataset::Column& find(const std::string& name) const;
  const dataset::Column& find(const std::string& name, bool category) const;
  Numbers derived(const Expression& expression);
  Categories crossed(const Expression& expression);
  Categories gathered(const std::string& name) const;

  const Exec& exec_;
  const dataset::Table& table_;
  std::span<const std::uint32_t> rows_;
  std::map<std::string, const Derivation*> derive_;
  std::set<std::string> operands_;
  std::map<std::string, Numbers> kept_;
  std::map<std::string, std::shared_ptr<const Categories>> kept_categories_;
};

}  // namespace trainyard::features
