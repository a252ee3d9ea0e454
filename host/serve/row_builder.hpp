// Values by row and column, as JSON has them, to a table under the model's schema.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/serve/inputs.hpp"
#include "host/serve/problem.hpp"

namespace trainyard::serve {

/// An object or array in the place of a value.
struct Structure {
  const char* text;  ///< how it begins: "{…}" or "[…]"
};
using Value = std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view, Structure>;

/// JSON text of a value.
std::string json_text(const Value& value);
/// A piece of a JSON pointer: "/" and the text with '~' and '/' escaped.
std::string pointer_piece(std::string_view text);

/// The rows of one request. Numbers are for numbers and texts for texts: "5" is not 5. Values are then held to the schema as those of typed
/// files are, so that they become the same bits.
class RowBuilder {
 public:
  using Path = std::function<std::string(std::size_t row, const std::string& column)>;

  /// `path` gives the place of a value in the body.
  RowBuilder(const Inputs& inputs, Path path);

  /// Begins the next row; the one before is complete.
  void begin_row();
  /// A value of the row, by the column's number among Inputs::columns().
  void set(std::size_t column, const Value& value);
  /// A value under the name of no such column.
  void set_unknown(const std::string& name, const Value& value);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  /// The table; what is wrong with any value goes to `rejection`, by row. Row i has id {0, i}.
  dataset::Table finish(Rejection& rejection);

 private:
  struct Found {
    std::size_t row, column;
    Problem problem;
  };
  void complete_row();
  void put(std::size_t column, const Value& value);
  void put_null(std::size_t column);
  void wrong(std::size_t column, const Value& value, std::string problem);
  [[nodiscard]] std::string shown(std::size_t column, const Value& value) const;
  void collect(dataset::ConvertedBlock& block);
  [[nodiscard]] Value value_at(const source::Block& block, std::size_t row, std::size_t column) const;

  const Inputs& inputs_;
  Path path_;
  std::size_t rows_ = 0;
  std::vector<source::TypedColumn> columns_;
  std::shared_ptr<std::deque<std::string>> texts_ = std::make_shared<std::deque<std::string>>();
  std::vector<std::size_t> filled_;  // the last row, counted from 1, that has a value in a column
  std::vector<Found> found_;         // problems
};

}  // namespace trainyard::serve
