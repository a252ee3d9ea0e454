// The training rows of a source, column by column: what a transform is fitted on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/features/input_columns.hpp"
#include "host/features/plan.hpp"
#include "host/features/row_source.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::features {

/// Table columns that these columns, derived or not, are made of; each once, all in `layout`. Throws Error(bad_data) when it lacks one.
std::vector<std::string> table_columns(const dataset::Table& layout, const std::vector<Derivation>& derive,
                                       const std::vector<std::string>& columns);

/// Goes along ascending rows of a source while its blocks pass by.
class RowCursor {
 public:
  explicit RowCursor(std::span<const std::uint32_t> rows) : rows_(rows) {}
  /// Those of the next block, by their place in it; valid until the next call.
  std::span<const std::uint32_t> next(std::size_t first_row, std::size_t block_rows);
  /// How many came before them.
  [[nodiscard]] std::size_t before() const noexcept { return before_; }

 private:
  std::span<const std::uint32_t> rows_;
  std::size_t before_ = 0, done_ = 0;
  std::vector<std::uint32_t> here_;
};

/// The arguments must outlive it.
class TrainingColumns {
 public:
  TrainingColumns(const Exec& exec, const RowSource& source, std::span<const std::uint32_t> rows, const std::vector<Derivation>& derive);

  /// The training rows of a block; they are first, first + 1, … of all training rows.
  using Visit = std::function<void(InputColumns& block, std::size_t first)>;
  /// Reads these columns, and what they are derived from. Blocks without a training row are passed over.
  void each_block(const std::vector<std::string>& columns, const Visit& visit) const;

  /// A numeric column as statistics read it: kept where that fits the source's spare memory, else read anew each time.
  [[nodiscard]] std::unique_ptr<kernels::reduce::Numbers> numbers(const std::string& name) const;
  /// The codes of a category column of the table as a whole.
  [[nodiscard]] InputColumns::Codes codes(const std::string& name) const;
  /// Of a category column of the table.
  [[nodiscard]] const dataset::Dictionary& dictionary(const std::string& name) const;

  [[nodiscard]] bool derived(const std::string& name) const;
  [[nodiscard]] bool in_memory() const { return whole_ != nullptr; }
  [[nodiscard]] std::uint64_t spare_bytes() const { return source_.spare_bytes(); }

 private:
  const Exec& exec_;
  const RowSource& source_;
  std::span<const std::uint32_t> rows_;
  const std::vector<Derivation>& derive_;
  std::unique_ptr<InputColumns> layout_;  // without rows
  std::unique_ptr<InputColumns> whole_;   // of a source in memory
};

}  // namespace trainyard::features
