// All of a config's features that look back in time. They learn nothing: they are computed over the whole table, before the split and the
// fitted transform, and each row's are made of earlier rows alone.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/read_columns.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/features/history_options.hpp"
#include "host/features/plan.hpp"

namespace trainyard::features {

class History {
 public:
  /// Adds nothing.
  History() = default;

  /// Holds the options against the schema and reports what does not fit under the config's keys; nothing that was reported is in the
  /// result. Reads the second tables, whose types it has to know, into `joined`. Throws what dataset::read_columns throws, with the place
  /// that `where` gives for the config's key.
  static History make(const HistoryOptions& options, const dataset::Schema& schema, const dataset::ReadSettings& settings,
                      const std::function<std::string(const std::string&)>& where, const Report& report,
                      std::vector<dataset::TypedTable>& joined);

  [[nodiscard]] bool empty() const noexcept { return windows_.empty() && joins_.empty(); }

  /// Appends the new columns' fields, in the order in which apply() appends the columns: those of joins, then windows.
  void extend(dataset::Schema& schema) const;
  /// The schema for reading rows to predict: the columns that are looked back on, or order or group rows, have to be there too, even if
  /// they are no features.
  [[nodiscard]] dataset::Schema required(dataset::Schema schema) const;

  /// Reads the second tables again, under the types that they had. Throws Error(no_input) naming one that is not there.
  [[nodiscard]] std::vector<dataset::Table> read_joined(const dataset::ReadSettings& settings) const;
  /// Appends the new columns. `joined`: of read_joined() or make(). The columns needed must be there.
  void apply(dataset::Table& table, std::span<const dataset::Table> joined) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) on anything that is not such a document, saying which field.
  static History from_json(const nlohmann::ordered_json& document);

 private:
  struct Join {
    JoinOptions options;
    dataset::Schema schema;  ///< of the columns used of the second table
  };
  struct Window {
    WindowOptions options;
    dataset::Field field;  ///< of the new column
  };
  [[nodiscard]] std::vector<dataset::Field> join_fields(const Join& join) const;

  std::vector<Join> joins_;
  std::vector<Window> windows_;
};

}  // namespace trainyard::features
