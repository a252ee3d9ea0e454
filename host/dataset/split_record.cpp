#include "host/dataset/split_record.hpp"

#include <cstdint>
#include <vector>

#include "host/error/error.hpp"
#include "host/hdf5/hdf5.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::dataset {
namespace {

constexpr const char* split_format = "trainyard-split-1";
constexpr const char* part_meaning = "0 train, 1 test, 2 gap, 3 calibration";
enum Use : std::int8_t { train, test, gap, calibration };

/// The columns of the file. A row that is not a training row validates and trains no fold.
struct Columns {
  std::vector<std::uint32_t> source;
  std::vector<std::uint64_t> number;
  std::vector<std::int8_t> part;
  std::vector<std::int16_t> fold, from, until;

  Columns(const Table& table, const Split& split) : part(table.rows(), Use::gap), fold(table.rows(), -1) {
    for (const RowId& id : table.ids) {
      source.push_back(id.source);
      number.push_back(id.number);
    }
    for (const std::uint32_t row : split.test) part[row] = Use::test;
    for (const std::uint32_t row : split.train) part[row] = Use::train;
    for (const std::uint32_t row : split.calibration) part[row] = Use::calibration;
    for (std::size_t i = 0; i < split.validates().size(); ++i) fold[split.train[i]] = static_cast<std::int16_t>(split.validates()[i]);
    if (split.range_kind() == Split::Ranges::none) return;
    const bool omits = split.range_kind() == Split::Ranges::omitted;
    from.assign(table.rows(), 0);
    until.assign(table.rows(), omits ? static_cast<std::int16_t>(split.folds()) : std::int16_t{0});
    for (std::size_t i = 0; i < split.train.size(); ++i) {
      from[split.train[i]] = static_cast<std::int16_t>(split.ranges()[i].from);
      until[split.train[i]] = static_cast<std::int16_t>(split.ranges()[i].until);
    }
  }
};

template <class T>
void write_column(hid_t file, const char* path, hid_t stored, hid_t memory, const std::vector<T>& values) {
  hdf5::write_dataset(file, path, stored, memory, values.size(), values.data()).close();
}

template <class T>
std::vector<T> read_column(hid_t file, const char* path, hid_t memory, std::uint64_t rows) {
  const hdf5::Id stored = hdf5::open_dataset(file, path, rows);
  std::vector<T> values(rows);
  hdf5::read_dataset(stored, memory, values.data());
  return values;
}

void write_ranges(hid_t file, const Columns& columns, Split::Ranges kind) {
  if (kind == Split::Ranges::none) return;
  const bool omits = kind == Split::Ranges::omitted;
  write_column(file, omits ? "/omitted_from" : "/trains_from", H5T_STD_I16LE, H5T_NATIVE_INT16, columns.from);
  write_column(file, omits ? "/omitted_until" : "/trains_until", H5T_STD_I16LE, H5T_NATIVE_INT16, columns.until);
}

void write_file(const std::string& path, const Columns& columns, const Split& split) {
  hdf5::Id file = hdf5::create_file(path);
  hdf5::Id root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "opening the root");
  hdf5::write_attribute(root, "format", std::string(split_format));
  hdf5::write_attribute(root, "rows", static_cast<std::uint64_t>(columns.part.size()));
  hdf5::write_attribute(root, "folds", static_cast<std::uint64_t>(split.folds()));
  root.close();
  write_column(file, "/source", H5T_STD_U32LE, H5T_NATIVE_UINT32, columns.source);
  write_column(file, "/number", H5T_STD_U64LE, H5T_NATIVE_UINT64, columns.number);
  hdf5::Id part = hdf5::write_dataset(file, "/part", H5T_STD_I8LE, H5T_NATIVE_INT8, columns.part.size(), columns.part.data());
  hdf5::write_attribute(part, "meaning", std::string(part_meaning));
  part.close();
  write_column(file, "/fold", H5T_STD_I16LE, H5T_NATIVE_INT16, columns.fold);
  write_ranges(file, columns, split.range_kind());
  hdf5::checked(H5Fflush(file, H5F_SCOPE_LOCAL), "flushing");
  file.close();
}

}  // namespace

void write_split_record(const std::filesystem::path& path, const Table& table, const Split& split) {
  hdf5::silence();
  storage::AtomicFile file(path);
  try {
    write_file(file.path().string(), Columns(table, split), split);
  } catch (const hdf5::Failure& failure) {
    throw Error(ExitCode::io, path.string() + ": the split cannot be written (is the disk full?): " + failure.what());
  }
  file.publish();
}

std::vector<RowId> read_training_rows(const std::filesystem::path& path) {
  hdf5::silence();
  std::vector<RowId> training;
  try {
    const hdf5::Id file = hdf5::open_file(path.string());
    const hdf5::Id root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "opening the root");
    const std::uint64_t rows = hdf5::read_number_attribute(root, "rows");
    const auto source = read_column<std::uint32_t>(file, "/source", H5T_NATIVE_UINT32, rows);
    const auto number = read_column<std::uint64_t>(file, "/number", H5T_NATIVE_UINT64, rows);
    const auto part = read_column<std::int8_t>(file, "/part", H5T_NATIVE_INT8, rows);
    for (std::size_t row = 0; row < rows; ++row) {
      if (part[row] == Use::train) training.push_back({.source = source[row], .number = number[row]});
    }
  } catch (const hdf5::Failure& failure) {
    throw Error(ExitCode::bad_data, path.string() + ": the split cannot be read: " + failure.what());
  }
  return training;
}

}  // namespace trainyard::dataset
