// Columns of a raw file that are handed on as the file has them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/source/reader.hpp"

namespace trainyard::dataset {

class KeptColumns {
 public:
  /// None.
  KeptColumns() = default;
  /// Throws Error(bad_data) naming a column that the file lacks, and the nearest that it has.
  KeptColumns(const std::string& file, const source::Reader& reader, const std::vector<std::string>& names);

  /// Text files give text, cell by cell; others integer, floating, boolean, timestamp or text.
  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }

  /// What makes a row of a block unfit to be handed on.
  struct Unfit {
    std::size_t column;
    std::string reason;
  };
  [[nodiscard]] std::optional<Unfit> problem(const source::Block& block, std::size_t row) const;
  [[nodiscard]] std::size_t position(std::size_t column) const { return positions_[column]; }

  /// Appends these rows of a block to `values`, which has a column for each field.
  void append(const source::Block& block, std::span<const std::size_t> rows, std::vector<Values>& values) const;

 private:
  std::vector<Field> fields_;
  std::vector<std::size_t> positions_;  // in the file
};

}  // namespace trainyard::dataset
