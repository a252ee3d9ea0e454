// The columns of some rows of a table, and those derived from them, on the device.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"
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

  /// A numeric or derived column. Throws Error(bad_data) when the table has no such column, or holds categories there.
  Numbers numbers(const std::string& name);
  /// A category column's codes, as they are in the table.
  Codes codes(const std::string& name);
  /// Never null, also for a column without values.
  const dataset::Dictionary& dictionary(const std::string& name) const;

  /// For messages: "data row 7", the number in its file of the i-th row.
  [[nodiscard]] std::string place_of(std::size_t i) const;
  /// For messages: what a code of a category column stands for, unless its values are personal.
  [[nodiscard]] std::string shown(const std::string& name, std::int32_t code) const;

 private:
  const dataset::Column& find(const std::string& name, bool category) const;
  Numbers derived(const Derivation& derivation);

  const Exec& exec_;
  const dataset::Table& table_;
  std::span<const std::uint32_t> rows_;
  std::map<std::string, const Derivation*> derive_;
  std::set<std::string> operands_;
  std::map<std::string, Numbers> kept_;
};

}  // namespace trainyard::features
