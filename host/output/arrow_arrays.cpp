#include "host/output/arrow_arrays.hpp"

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <cmath>

#include "host/dataset/batch.hpp"

namespace trainyard::output {
namespace {

using Array = arrow::Result<std::shared_ptr<arrow::Array>>;

std::shared_ptr<arrow::DataType> arrow_type(Kind kind) {
  switch (kind) {
    case Kind::single:
      return arrow::float32();
    case Kind::number:
      return arrow::float64();
    case Kind::text:
      return arrow::utf8();
    case Kind::integer:
      return arrow::int64();
    case Kind::boolean:
      return arrow::boolean();
    case Kind::timestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  }
  return arrow::null();
}

bool is_missing(float value) { return std::isnan(value); }
template <class T>
bool is_missing(const T& value) {
  return dataset::is_missing(value);
}

struct MakeArray {
  const Field& field;

  Array operator()(std::span<const float> values) const { return appended(arrow::FloatBuilder(), values); }
  Array operator()(std::span<const double> values) const { return appended(arrow::DoubleBuilder(), values); }
  Array operator()(std::span<const std::int64_t> values) const {
    if (field.kind == Kind::integer) return appended(arrow::Int64Builder(), values);
    return appended(arrow::TimestampBuilder(arrow_type(Kind::timestamp), arrow::default_memory_pool()), values);
  }
  Array operator()(std::span<const std::int8_t> values) const {
    arrow::BooleanBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Reserve(static_cast<std::int64_t>(values.size())));
    for (const std::int8_t value : values) {
      if (is_null(value)) {
        builder.UnsafeAppendNull();
      } else {
        builder.UnsafeAppend(value > 0);
      }
    }
    return builder.Finish();
  }
  Array operator()(const std::vector<std::string>& values) const {
    arrow::StringBuilder builder;
    for (const std::string& value : values) ARROW_RETURN_NOT_OK(is_null(value) ? builder.AppendNull() : builder.Append(value));
    return builder.Finish();
  }

 private:
  template <class T>
  [[nodiscard]] bool is_null(const T& value) const {
    return field.nullable && is_missing(value);
  }

  template <class Builder, class T>
  Array appended(Builder builder, std::span<const T> values) const {
    std::vector<std::uint8_t> valid;
    if (field.nullable) {
      valid.reserve(values.size());
      for (const T value : values) valid.push_back(is_missing(value) ? 0 : 1);
    }
    const auto rows = static_cast<std::int64_t>(values.size());
    ARROW_RETURN_NOT_OK(builder.AppendValues(values.data(), rows, field.nullable ? valid.data() : nullptr));
    return builder.Finish();
  }
};

}  // namespace

std::shared_ptr<arrow::Schema> arrow_schema(const std::vector<Field>& fields) {
  arrow::FieldVector columns;
  for (const Field& field : fields) columns.push_back(arrow::field(field.name, arrow_type(field.kind), field.nullable));
  return arrow::schema(columns);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> arrow_batch(const std::shared_ptr<arrow::Schema>& schema,
                                                               const std::vector<Field>& fields, const std::vector<Values>& columns) {
  arrow::ArrayVector arrays;
  for (std::size_t c = 0; c < fields.size(); ++c) {
    ARROW_ASSIGN_OR_RAISE(auto array, std::visit(MakeArray{fields[c]}, columns[c]));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(schema, static_cast<std::int64_t>(rows_of(columns.front())), std::move(arrays));
}

}  // namespace trainyard::output
