// The rows of an HDF5 table, read with the library in this process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/source/hdf5_layout.hpp"
#include "host/source/reader.hpp"

namespace trainyard::source {

struct Hdf5Storage;

/// What Hdf5Reader does, but for its protection: a damaged file can crash this process.
class Hdf5Rows {
 public:
  Hdf5Rows(const std::filesystem::path& path, ReaderOptions options);

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  [[nodiscard]] std::vector<ValueType> types() const;
  [[nodiscard]] std::uint64_t rows() const noexcept { return table_->rows; }
  /// Replaces `block` by the next rows; false at the end.
  bool next(Block& block);

 private:
  template <typename Work>
  auto guarded(Work work) const;
  void find_columns();
  bool next_rows(Block& block);

  void read(const Hdf5Column& column, std::size_t count, void* into, hid_t transfer = H5P_DEFAULT) const;
  TypedColumn read_column(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage) const;
  void read_integers(const Hdf5Column& column, std::size_t count, TypedColumn& values) const;
  void read_naturals(const Hdf5Column& column, std::size_t count, TypedColumn& values) const;
  void read_flags(const Hdf5Column& column, std::size_t count, TypedColumn& values) const;
  void read_codes(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage, TypedColumn& values) const;
  void read_fixed_texts(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage, TypedColumn& values) const;
  void read_variable_texts(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage, TypedColumn& values) const;
  void check_booleans(const Hdf5Column& column, const TypedColumn& values) const;

  ReaderOptions options_;
  TypedFile file_;
  std::optional<Hdf5Table> table_;
  std::vector<std::string> columns_;
  std::size_t rows_of_block_ = 1;
  std::uint64_t rows_read_ = 0;
};

}  // namespace trainyard::source
