// Columns in the narrowest type that holds them, which is how shards store them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/packing.hpp"
#include "host/hdf5/hdf5.hpp"

namespace trainyard::dataset {

/// Writes values in 8, 16, 32 or 64 bits, signed: the least that holds them all. Where int64's missing_integer occurs, the least number of
/// the stored type stands for it, so that one is kept free. Attribute `missing_value` says which.
void write_integers(hid_t file, const std::string& path, std::span<const std::int64_t> values, const Packing& packing);
/// The same of codes, whose missing value -1 needs no number of its own.
void write_codes(hid_t file, const std::string& path, std::span<const std::int32_t> codes, const Packing& packing);
void write_booleans(hid_t file, const std::string& path, std::span<const std::int8_t> values, const Packing& packing);
/// `single`: in 32 bits, which must hold the values exactly.
void write_floats(hid_t file, const std::string& path, std::span<const double> values, bool single, const Packing& packing);
/// Unsigned, in the least of 8, 16, 32 or 64 bits.
void write_counts(hid_t file, const std::string& path, std::span<const std::uint64_t> values, const Packing& packing);

/// Read a range of what was written; throw hdf5::Failure when there are not `rows` values of such a type in all.
std::vector<std::int64_t> read_integers(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range);
std::vector<std::int32_t> read_codes(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range);
std::vector<std::int8_t> read_booleans(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range);
std::vector<double> read_floats(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range);
std::vector<std::uint64_t> read_counts(hid_t file, const std::string& path, std::uint64_t rows, hdf5::Range range);

}  // namespace trainyard::dataset
