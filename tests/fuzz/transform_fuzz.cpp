// Any text as the document of a fitted transform: refused as such, or a transform that is the same after another journey through text, and
// that gives a row the same bits alone as among others.
#include <cstring>
#include <limits>
#include <memory>
#include <string>

#include "host/error/error.hpp"
#include "host/features/transform.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint32_t every_row[] = {0, 1, 2, 3};

/// The columns that a document asks for, as many types as there are names: c… are categories, t… times, the rest are numbers.
dataset::Table table_for(const Transform& transform) {
  using dataset::ColumnType;
  dataset::Table table{.columns = {}, .ids = {{0, 0}, {0, 1}, {0, 2}, {0, 3}}};
  for (const std::string& name : transform.inputs()) {
    const bool category = name.starts_with("c"), time = name.starts_with("t");
    dataset::Column column{name, category ? ColumnType::category : time ? ColumnType::timestamp : ColumnType::floating, {}, {}, nullptr,
                           {}};
    if (category) {
      column.codes = {0, -1, 1, 2};
      column.dictionary = std::make_shared<const dataset::Dictionary>(dataset::Dictionary{"a", "b", ""});
    } else {
      column.numbers = {0.5, std::numeric_limits<double>::quiet_NaN(), -1e30, 1.6e15};
    }
    table.columns.push_back(std::move(column));
  }
  return table;
}

void expect_same_alone(const Transform& transform, const dataset::Table& table) {
  const Matrix together = transform.apply({}, table, every_row);
  for (const std::uint32_t row : every_row) {
    const Matrix alone = transform.apply({}, table, std::span(&row, 1));
    for (std::size_t c = 0; c < together.columns; ++c) {
      fuzz::require(std::memcmp(&alone.values[c], &together.column(c)[row], sizeof(float)) == 0, "another number alone");
    }
  }
}

void try_document(const std::string& text) {
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return;
  try {
    const Transform transform = Transform::from_json(document);
    const std::string written = transform.to_json().dump();
    fuzz::require(Transform::from_json(Json::parse(written)).to_json().dump() == written, "another document after a journey: " + written);
    if (transform.feature_names().size() < 5000) expect_same_alone(transform, table_for(transform));
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
  }
}

}  // namespace
}  // namespace trainyard::features

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::features::try_document(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
