#include "host/dataset/stored_values.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace trainyard::dataset {
namespace {

struct Types {
  hid_t stored, memory;
};
template <class T>
Types types_of();
template <>
Types types_of<double>() {
  return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
}
template <>
Types types_of<float>() {
  return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
}
template <>
Types types_of<std::int8_t>() {
  return {H5T_STD_I8LE, H5T_NATIVE_INT8};
}
template <>
Types types_of<std::int16_t>() {
  return {H5T_STD_I16LE, H5T_NATIVE_INT16};
}
template <>
Types types_of<std::int32_t>() {
  return {H5T_STD_I32LE, H5T_NATIVE_INT32};
}
template <>
Types types_of<std::int64_t>() {
  return {H5T_STD_I64LE, H5T_NATIVE_INT64};
}
template <>
Types types_of<std::uint8_t>() {
  return {H5T_STD_U8LE, H5T_NATIVE_UINT8};
}
template <>
Types types_of<std::uint16_t>() {
  return {H5T_STD_U16LE, H5T_NATIVE_UINT16};
}
template <>
Types types_of<std::uint32_t>() {
  return {H5T_STD_U32LE, H5T_NATIVE_UINT32};
}
template <>
Types types_of<std::uint64_t>() {
  return {H5T_STD_U64LE, H5T_NATIVE_UINT64};
}

template <class Stored, class T, class Map>
void write_as(hid_t file, const std::string& path, std::span<const T> values, const Packing& packing, const Map& map) {
  std::vector<Stored> stored(values.size());
  std::transform(values.begin(), values.end(), stored.begin(), map);
  const Types types = types_of<Stored>();
  hdf5::write_dataset(file, path, types.stored, types.memory, stored.size(), stored.data(), packing.deflate).close();
}

template <class Stored, class T>
void write_as(hid_t file, const std::string& path, std::span<const T> values, const Packing& packing) {
  if constexpr (std::is_same_v<Stored, T>) {
    const Types types = types_of<T>();
    hdf5::write_dataset(file, path, types.stored, types.memory, values.size(), values.data(), packing.deflate).close();
  } else {
    write_as<Stored>(file, path, values, packing, [](T value) { return static_cast<Stored>(value); });
  }
}

void note_missing(hid_t file, const std::string& path, std::int64_t value) {
  hdf5::Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "opening");
  hdf5::write_attribute(dataset, "missing_value", value);
  dataset.close();
}

template <class Stored>
void write_integers_as(hid_t file, const std::string& path, std::span<const std::int64_t> values, const Packing& packing) {
  constexpr Stored missing = std::numeric_limits<Stored>::min();
  if constexpr (std::is_same_v<Stored, std::int64_t>) {
    write_as<Stored>(file, path, values, packing);
  } else {
    write_as<Stored>(file, path, values, packing,
                     [](std::int64_t value) { return value == missing_integer ? missing : static_cast<Stored>(value); });
  }
  note_missing(file, path, missing);
}

// Whether all of least … greatest, with one number below to spare, are of the type.
template <class Stored>
bool holds(std::int64_t least, std::int64_t greatest) {
  return least > std::numeric_limits<Stored>::min() && greatest <= std::numeric_limits<Stored>::max();
}

template <class Stored, class Wide, class Map>
bool read_as(hid_t dataset, hid_t type, hdf5::Range range, std::vector<Wide>& values, const Map& map) {
  const Types types = types_of<Stored>();
  if (hdf5::checked(H5Tequal(type, types.stored), "reading the type") == 0) return false;
  if constexpr (std::is_same_v<Stored, Wide>) {
    hdf5::read_range(dataset, types.memory, range, values.data());
  } else {
    std::vector<Stored> stored(values.size());
    hdf5::read_range(dataset, types.memory, range, stored.data());
    std::transform(stored.begin(), stored.end(), values.begin(), map);
  }
  return true;
}

// Reads as whichever of the types it is stored in.
template <class Wide, class... Stored, class Map>
std::vector<Wide> read_any(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range, const Map& map) {
  hdf5::Id dataset = hdf5::open_dataset(file, path, rows);
  const hdf5::Id type(H5Dget_type(dataset), H5Tclose, "reading the type");
  std::vector<Wide> values(range.count);
  if (!(read_as<Stored>(dataset, type, range, values, map) || ...)) hdf5::fail("not of the type expected");
  dataset.close();
  return values;
}

}  // namespace

void write_integers(hid_t file, const std::string& path, std::span<const std::int64_t> values, const Packing& packing) {
  std::int64_t least = 0, greatest = 0;
  for (const std::int64_t value : values) {
    if (value == missing_integer) continue;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  if (holds<std::int8_t>(least, greatest)) return write_integers_as<std::int8_t>(file, path, values, packing);
  if (holds<std::int16_t>(least, greatest)) return write_integers_as<std::int16_t>(file, path, values, packing);
  if (holds<std::int32_t>(least, greatest)) return write_integers_as<std::int32_t>(file, path, values, packing);
  write_integers_as<std::int64_t>(file, path, values, packing);
}

void write_codes(hid_t file, const std::string& path, std::span<const std::int32_t> codes, const Packing& packing) {
  const std::int32_t greatest = codes.empty() ? 0 : *std::max_element(codes.begin(), codes.end());
  if (greatest <= std::numeric_limits<std::int8_t>::max()) return write_as<std::int8_t>(file, path, codes, packing);
  if (greatest <= std::numeric_limits<std::int16_t>::max()) return write_as<std::int16_t>(file, path, codes, packing);
  write_as<std::int32_t>(file, path, codes, packing);
}

void write_booleans(hid_t file, const std::string& path, std::span<const std::int8_t> values, const Packing& packing) {
  write_as<std::int8_t>(file, path, values, packing);
}

void write_floats(hid_t file, const std::string& path, std::span<const double> values, bool single, const Packing& packing) {
  if (single) return write_as<float>(file, path, values, packing);
  write_as<double>(file, path, values, packing);
}

void write_counts(hid_t file, const std::string& path, std::span<const std::uint64_t> values, const Packing& packing) {
  const std::uint64_t greatest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  if (greatest <= std::numeric_limits<std::uint8_t>::max()) return write_as<std::uint8_t>(file, path, values, packing);
  if (greatest <= std::numeric_limits<std::uint16_t>::max()) return write_as<std::uint16_t>(file, path, values, packing);
  if (greatest <= std::numeric_limits<std::uint32_t>::max()) return write_as<std::uint32_t>(file, path, values, packing);
  write_as<std::uint64_t>(file, path, values, packing);
}

std::vector<std::int64_t> read_integers(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range) {
  return read_any<std::int64_t, std::int8_t, std::int16_t, std::int32_t, std::int64_t>(file, path, rows, range, [](auto value) {
    return value == std::numeric_limits<decltype(value)>::min() ? missing_integer : static_cast<std::int64_t>(value);
  });
}

std::vector<std::int32_t> read_codes(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range) {
  return read_any<std::int32_t, std::int8_t, std::int16_t, std::int32_t>(file, path, rows, range,
                                                                         [](auto value) { return static_cast<std::int32_t>(value); });
}

std::vector<std::int8_t> read_booleans(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range) {
  return read_any<std::int8_t, std::int8_t>(file, path, rows, range, [](std::int8_t value) { return value; });
}

std::vector<double> read_floats(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range) {
  return read_any<double, float, double>(file, path, rows, range, [](auto value) { return static_cast<double>(value); });
}

std::vector<std::uint64_t> read_counts(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range) {
  return read_any<std::uint64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(
      file, path, rows, range, [](auto value) { return static_cast<std::uint64_t>(value); });
}

}  // namespace trainyard::dataset
