#include "host/dataset/row_hash.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>
#include <xxhash.h>

namespace trainyard::dataset {
namespace {

constexpr std::size_t packed_rows = 128;         // at a time, which stay in the nearest cache, and …
constexpr std::size_t packed_bytes = 64 * 1024;  // … about so much of them where texts are long
constexpr std::size_t length_bytes = sizeof(std::uint64_t);

// What is hashed in place of a value: the same bits for equal values.
std::uint64_t hashed_form(double value) {
  return is_missing(value) ? std::bit_cast<std::uint64_t>(std::numeric_limits<double>::quiet_NaN())
                           : std::bit_cast<std::uint64_t>(value + 0.0);
}
template <typename Integer>
Integer hashed_form(Integer value) {
  return value;
}

}  // namespace

RowHasher::RowHasher(const std::vector<Field>& fields, const std::vector<std::size_t>& columns) {
  for (const std::size_t column : columns) {
    const bool is_text = fields[column].type == ColumnType::text;
    (is_text ? texts_ : fixed_).push_back(column);
    if (!is_text) fixed_bytes_ += bytes_per_value(fields[column].type);
  }
}

const std::vector<RowHash>& RowHasher::hash(const Batch& batch) {
  hashes_.clear();
  hashes_.reserve(batch.rows());
  while (hashes_.size() < batch.rows()) {
    const std::size_t count = pack(batch, hashes_.size());
    for (std::size_t row = 0; row < count; ++row) {
      const XXH128_hash_t hash = XXH3_128bits(bytes_.data() + begins_[row], begins_[row + 1] - begins_[row]);
      hashes_.push_back({hash.high64, hash.low64});
    }
  }
  return hashes_;
}

// Packs the rows from `first` on that make a block, and returns how many these are.
std::size_t RowHasher::pack(const Batch& batch, std::size_t first) {
  begins_.assign(1, 0);
  while (begins_.size() <= packed_rows && first + begins_.size() <= batch.rows() && begins_.back() < packed_bytes) {
    std::size_t end = begins_.back() + fixed_bytes_;
    for (const std::size_t column : texts_) {
      end += length_bytes + std::get<std::vector<std::string>>(batch.columns[column])[first + begins_.size() - 1].size();
    }
    begins_.push_back(end);
  }
  const std::size_t count = begins_.size() - 1;
  bytes_.resize(begins_.back());
  std::size_t at = 0;
  for (const std::size_t column : fixed_) {
    std::visit([&](const auto& values) { at += pack_fixed(values, first, at); }, batch.columns[column]);
  }
  if (!texts_.empty()) pack_texts(batch, first);
  return count;
}

// Packs a column at byte `at` of every row; returns the bytes of a value.
template <typename Value>
std::size_t RowHasher::pack_fixed(const std::vector<Value>& values, std::size_t first, std::size_t at) {
  if constexpr (std::is_arithmetic_v<Value>) {
    for (std::size_t row = 0; row + 1 < begins_.size(); ++row) {
      const auto form = hashed_form(values[first + row]);
      std::memcpy(bytes_.data() + begins_[row] + at, &form, sizeof form);
    }
  }
  return sizeof(Value);
}

// Packs the texts after the other values, each after its length, so that ("ab", "c") and ("a", "bc") differ.
void RowHasher::pack_texts(const Batch& batch, std::size_t first) {
  for (std::size_t row = 0; row + 1 < begins_.size(); ++row) {
    char* to = bytes_.data() + begins_[row] + fixed_bytes_;
    for (const std::size_t column : texts_) {
      const std::string& text = std::get<std::vector<std::string>>(batch.columns[column])[first + row];
      const std::uint64_t length = text.size();
      std::memcpy(to, &length, length_bytes);
      std::memcpy(to + length_bytes, text.data(), text.size());
      to += length_bytes + text.size();
    }
  }
}

}  // namespace trainyard::dataset
