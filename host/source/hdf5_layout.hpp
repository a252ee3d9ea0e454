// Where an HDF5 file keeps its table, checked before any of it is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/hdf5/hdf5.hpp"
#include "host/source/block.hpp"
#include "host/source/typed_file.hpp"

namespace trainyard::source {

/// How stored values are read.
enum class Hdf5Coding {
  integer,        ///< as int64
  natural,        ///< as uint64
  floating,       ///< as double
  flag,           ///< one byte, 0 or 1
  code,           ///< as int64, a position in a dictionary
  fixed_text,     ///< `width` bytes
  variable_text,  ///< a pointer
};

struct Hdf5Column {
  std::string name;
  ValueType type = ValueType::text;
  Hdf5Coding coding = Hdf5Coding::integer;
  std::size_t dataset = 0;              ///< position in Hdf5Table::datasets
  hdf5::Id memory_type;                 ///< of one value when read; for a field of a compound type, a compound type of that field alone
  std::size_t width = 8;                ///< bytes of one value when read
  H5T_str_t padding = H5T_STR_NULLPAD;  ///< fixed_text
  std::optional<std::int64_t> missing;  ///< integer, code: stands for no value
  std::shared_ptr<const std::vector<std::string>> dictionary;  ///< code
};

struct Hdf5Table {
  hdf5::Id file;
  std::vector<hdf5::Id> datasets;
  std::vector<Hdf5Column> columns;
  std::uint64_t rows = 0;
  std::uint64_t bytes_of_row = 0;  ///< when read, about
};

/// Finds the table in any of the layouts that Hdf5Reader knows. Throws Error(bad_data), naming the dataset, for another layout or type, for
/// values that lie outside the file or are not there, and for filters that are not available; or Failure, on damage.
Hdf5Table find_table(const TypedFile& file, std::size_t longest_row);

}  // namespace trainyard::source
