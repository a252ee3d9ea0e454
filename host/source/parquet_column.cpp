#include "host/source/parquet_column.hpp"

#include <array>
#include <arrow/array.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <charconv>
#include <limits>

namespace trainyard::source {
namespace {

using arrow::Type;

constexpr std::int64_t microseconds_of_day = std::int64_t{86400} * 1000000;
constexpr std::string_view out_of_range = "is outside the range of timestamps in microseconds; make it a missing value";

// Calls put(row, value) for every row that has one.
template <typename ArrayType, typename Put>
void each_value(const arrow::Array& array, Put put) {
  const auto& typed = static_cast<const ArrayType&>(array);
  for (std::int64_t row = 0; row < array.length(); ++row) {
    if (typed.IsValid(row)) put(row, typed.GetView(row));
  }
}

template <typename ArrayType>
void put_integers(const arrow::Array& array, TypedColumn& column) {
  each_value<ArrayType>(array, [&](std::int64_t row, auto value) { column.integers[row] = static_cast<std::int64_t>(value); });
}

void put_unsigned(const arrow::Array& array, TypedColumn& column) {
  each_value<arrow::UInt64Array>(array, [&](std::int64_t row, std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      throw UnfitValue(row, std::to_string(value) + " is beyond 64-bit integers; store the column as text if it is an identifier");
    }
    column.integers[row] = static_cast<std::int64_t>(value);
  });
}

template <typename ArrayType>
void put_scaled(const arrow::Array& array, std::int64_t microseconds, TypedColumn& column) {
  each_value<ArrayType>(array, [&](std::int64_t row, std::int64_t value) {
    if (__builtin_mul_overflow(value, microseconds, &column.integers[row])) {
      throw UnfitValue(row, std::to_string(value) + " " + std::string(out_of_range));
    }
  });
}

void put_timestamps(const arrow::Array& array, TypedColumn& column) {
  switch (static_cast<const arrow::TimestampType&>(*array.type()).unit()) {
    case arrow::TimeUnit::SECOND:
      return put_scaled<arrow::TimestampArray>(array, 1000000, column);
    case arrow::TimeUnit::MILLI:
      return put_scaled<arrow::TimestampArray>(array, 1000, column);
    case arrow::TimeUnit::MICRO:
      return put_scaled<arrow::TimestampArray>(array, 1, column);
    case arrow::TimeUnit::NANO:
      break;
  }
  each_value<arrow::TimestampArray>(array, [&](std::int64_t row, std::int64_t value) {
    if (value % 1000 != 0) {
      throw UnfitValue(row, std::to_string(value) + " nanoseconds are no whole microseconds; round the column to microseconds");
    }
    column.integers[row] = value / 1000;
  });
}

template <typename ArrayType>
void put_floats(const arrow::Array& array, TypedColumn& column) {
  each_value<ArrayType>(array, [&](std::int64_t row, auto value) { column.floats[row] = static_cast<double>(value); });
}

void put_half_floats(const arrow::Array& array, TypedColumn& column) {
  each_value<arrow::HalfFloatArray>(array, [&](std::int64_t row, std::uint16_t bits) {
    column.floats[row] = static_cast<double>(arrow::util::Float16::FromBits(bits).ToFloat());
  });
}

// The nearest double, as if the decimal's digits were read from a text.
template <typename ArrayType>
void put_decimals(const arrow::Array& array, TypedColumn& column) {
  const auto& typed = static_cast<const ArrayType&>(array);
  for (std::int64_t row = 0; row < array.length(); ++row) {
    if (typed.IsNull(row)) continue;
    const std::string digits = typed.FormatValue(row);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), column.floats[row]);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) {
      throw UnfitValue(row, digits + " is beyond 64-bit floating point");
    }
  }
}

void put_text(TypedColumn& column, std::int64_t row, std::string_view text, std::size_t longest) {
  if (text.size() > longest) {
    throw UnfitValue(row, "a text of " + std::to_string(text.size()) + " bytes, longer than " + std::to_string(longest));
  }
  column.texts[row] = text;
}

template <typename ArrayType>
void put_texts(const arrow::Array& array, std::size_t longest, TypedColumn& column) {
  each_value<ArrayType>(array, [&](std::int64_t row, std::string_view text) { put_text(column, row, text, longest); });
}

void put_all_texts(const arrow::Array& array, std::size_t longest, TypedColumn& column) {
  switch (array.type_id()) {
    case Type::STRING:
      return put_texts<arrow::StringArray>(array, longest, column);
    case Type::LARGE_STRING:
      return put_texts<arrow::LargeStringArray>(array, longest, column);
    case Type::STRING_VIEW:
      return put_texts<arrow::StringViewArray>(array, longest, column);
    case Type::BINARY:
      return put_texts<arrow::BinaryArray>(array, longest, column);
    case Type::LARGE_BINARY:
      return put_texts<arrow::LargeBinaryArray>(array, longest, column);
    case Type::BINARY_VIEW:
      return put_texts<arrow::BinaryViewArray>(array, longest, column);
    default:
      return;  // Type::NA: no values
  }
}

void put_dictionary(const arrow::Array& array, std::size_t longest, TypedColumn& column) {
  const auto& codes = static_cast<const arrow::DictionaryArray&>(array);
  const arrow::Array& entries = *codes.dictionary();
  TypedColumn texts;
  texts.texts.resize(static_cast<std::size_t>(entries.length()));
  put_all_texts(entries, longest, texts);
  for (std::int64_t row = 0; row < array.length(); ++row) {
    if (codes.IsNull(row)) continue;
    const std::int64_t code = codes.GetValueIndex(row);
    if (code < 0 || code >= entries.length()) throw UnfitValue(row, "a code without a text in the dictionary; the file is damaged");
    if (entries.IsNull(code)) {
      column.null.resize(static_cast<std::size_t>(array.length()));
      column.null[row] = 1;
    }
    column.texts[row] = texts.texts[static_cast<std::size_t>(code)];
  }
}

void put_timestamp_like(const arrow::Array& array, TypedColumn& column) {
  switch (array.type_id()) {
    case Type::DATE32:
      return put_scaled<arrow::Date32Array>(array, microseconds_of_day, column);
    case Type::DATE64:
      return put_scaled<arrow::Date64Array>(array, 1000, column);
    default:
      return put_timestamps(array, column);
  }
}

void put_whole_numbers(const arrow::Array& array, TypedColumn& column) {
  switch (array.type_id()) {
    case Type::BOOL:
      return put_integers<arrow::BooleanArray>(array, column);
    case Type::INT8:
      return put_integers<arrow::Int8Array>(array, column);
    case Type::INT16:
      return put_integers<arrow::Int16Array>(array, column);
    case Type::INT32:
      return put_integers<arrow::Int32Array>(array, column);
    case Type::INT64:
      return put_integers<arrow::Int64Array>(array, column);
    case Type::UINT8:
      return put_integers<arrow::UInt8Array>(array, column);
    case Type::UINT16:
      return put_integers<arrow::UInt16Array>(array, column);
    case Type::UINT32:
      return put_integers<arrow::UInt32Array>(array, column);
    default:
      return put_unsigned(array, column);
  }
}

void put_real_numbers(const arrow::Array& array, TypedColumn& column) {
  switch (array.type_id()) {
    case Type::HALF_FLOAT:
      return put_half_floats(array, column);
    case Type::FLOAT:
      return put_floats<arrow::FloatArray>(array, column);
    case Type::DECIMAL128:
      return put_decimals<arrow::Decimal128Array>(array, column);
    case Type::DECIMAL256:
      return put_decimals<arrow::Decimal256Array>(array, column);
    default:
      return put_floats<arrow::DoubleArray>(array, column);
  }
}

}  // namespace

std::optional<ValueType> value_type(const arrow::DataType& type) {
  switch (type.id()) {
    case Type::BOOL:
      return ValueType::boolean;
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::INT64:
    case Type::UINT8:
    case Type::UINT16:
    case Type::UINT32:
    case Type::UINT64:
      return ValueType::integer;
    case Type::HALF_FLOAT:
    case Type::FLOAT:
    case Type::DOUBLE:
    case Type::DECIMAL128:
    case Type::DECIMAL256:
      return ValueType::floating;
    case Type::DATE32:
    case Type::DATE64:
    case Type::TIMESTAMP:
      return ValueType::timestamp;
    case Type::NA:
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW:
    case Type::BINARY:
    case Type::LARGE_BINARY:
    case Type::BINARY_VIEW:
      return ValueType::text;
    case Type::DICTIONARY: {
      const auto entries = value_type(*static_cast<const arrow::DictionaryType&>(type).value_type());
      return entries == ValueType::text ? entries : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

TypedColumn typed_column(const arrow::Array& array, std::size_t longest_text) {
  TypedColumn column;
  column.type = value_type(*array.type()).value();
  const auto rows = static_cast<std::size_t>(array.length());
  if (array.null_count() > 0) {
    column.null.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) column.null[row] = array.IsNull(static_cast<std::int64_t>(row)) ? 1 : 0;
  }
  switch (column.type) {
    case ValueType::boolean:
    case ValueType::integer:
      column.integers.resize(rows);
      put_whole_numbers(array, column);
      break;
    case ValueType::timestamp:
      column.integers.resize(rows);
      put_timestamp_like(array, column);
      break;
    case ValueType::floating:
      column.floats.resize(rows, std::numeric_limits<double>::quiet_NaN());
      put_real_numbers(array, column);
      break;
    case ValueType::text:
      column.texts.resize(rows);
      if (array.type_id() == Type::DICTIONARY) {
        put_dictionary(array, longest_text, column);
      } else {
        put_all_texts(array, longest_text, column);
      }
      break;
  }
  return column;
}

}  // namespace trainyard::source
