// Rows as transforms read them: some columns at a time, in blocks, as often as they are needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"

namespace trainyard::features {

/// Every call of each() gives the same rows in the same order. The cut into blocks changes no result.
class RowSource {
 public:
  /// The rows of `block` are first_row, first_row + 1, … of all; they are gone when the call ends.
  using Sink = std::function<void(const dataset::Table& block, std::size_t first_row)>;

  virtual ~RowSource() = default;
  [[nodiscard]] virtual std::size_t rows() const = 0;
  /// All columns with their types and dictionaries; what rows it has does not count.
  [[nodiscard]] virtual const dataset::Table& layout() const = 0;
  /// Reads these columns, which are in the layout; a block may have others too.
  virtual void each(const std::vector<std::string>& columns, const Sink& sink) const = 0;
  /// Whether each() gives one block that is in memory anyway.
  [[nodiscard]] virtual bool in_memory() const = 0;
  /// How many bytes may be kept of a column beside the blocks, so that it need not be read again.
  [[nodiscard]] virtual std::uint64_t spare_bytes() const = 0;
};

/// A table in memory, which must outlive it. Copies nothing.
class TableRows : public RowSource {
 public:
  explicit TableRows(const dataset::Table& table) : table_(table) {}

  [[nodiscard]] std::size_t rows() const override { return table_.rows(); }
  [[nodiscard]] const dataset::Table& layout() const override { return table_; }
  void each(const std::vector<std::string>&, const Sink& sink) const override { sink(table_, 0); }
  [[nodiscard]] bool in_memory() const override { return true; }
  [[nodiscard]] std::uint64_t spare_bytes() const override { return static_cast<std::uint64_t>(-1); }

 private:
  const dataset::Table& table_;
};

}  // namespace trainyard::features
