#include "host/config/sections/history.hpp"

#include <string>

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

Option table_column() { return Option::text().range(1, 1000); }

Option group_columns(const std::string& absent) {
  return Option::either({table_column(), Option::list(table_column()).range(1, 100).distinct()}).absent_means(absent);
}

void window_is_one(const ordered_json& item, const std::string& path, const Report& report) {
  if (item.contains("rows") && item.contains("time")) report(path + ".time", "does not go with rows; take one of them out");
  if (item.value("function", "") != "lag") return;
  if (item.contains("time")) report(path + ".time", "does not go with lag, which takes the value so many rows before: rows");
  if (item.value("include_current", false)) report(path + ".include_current", "does not go with lag: that would be the row's own value");
}

Option window() {
  return Option::object(
             {{"column", table_column().required().doc("Column to look back on; the target too")},
              {"function",
               Option::choice({"lag", "mean", "sum", "min", "max", "count", "std", "median"})
                   .required()
                   .doc("What is said of its earlier values; `lag` is the value `rows` rows before, of any type but text; `count` "
                        "counts values; `min` and `max` take times too, all others numbers and booleans")},
              {"rows", Option::integer()
                           .range(1, 1e9)
                           .unit("rows")
                           .absent_means("all earlier rows; of a lag, 1")
                           .doc("Only the last so many rows, those without a value counted")},
              {"time", Option::duration()
                           .range(1e-6, 1e10)
                           .unit("seconds")
                           .absent_means("all earlier rows")
                           .doc("Only rows of the time so long before the row's own, its beginning included")},
              {"by", group_columns("all rows are one group").doc("Rows that agree in these columns form a group; others are not seen")},
              {"order", table_column().absent_means("`data.timestamp`").doc("Column with the time, or number, that says what is earlier")},
              {"include_current",
               Option::boolean().fallback(false).doc(
                   "The row's own value counts too, and as one of `rows`; the beginning of `time` then does not. Not of the target")}})
      .check(window_is_one);
}

Option join() {
  return Option::object(
      {{"source",
        Option::path().required().doc(
            "Second table: CSV with a header and the delimiter and quotes of `data.csv`, Parquet or HDF5. `predict` reads it again")},
       {"by", group_columns("any row may match").doc("Columns that must agree, of the same name in both tables")},
       {"on", table_column().absent_means("`data.timestamp`").doc("Column with the row's time, or a number that orders rows")},
       {"right_on",
        table_column().absent_means("the name in `on`").doc("Column of the second table with the time from which its row is true")},
       {"columns", Option::list(table_column()).range(1, 1000).distinct().required().doc("Columns of the second table to take")},
       {"tolerance", Option::duration().range(0, 1e10).unit("seconds").absent_means("any age").doc(
                         "How long before the row's time the second table's row may lie; one that is older counts as none")},
       {"prefix", Option::text().range(1, 1000).absent_means("none").doc("Put before the names of `columns`")},
       {"strict", Option::boolean().fallback(false).doc("A row of the very same time does not match, only earlier ones do")}});
}

}  // namespace

Option window_option() {
  return Option::map("new column", window())
      .fallback(ordered_json::object())
      .example("{sales_last_week: {column: sales, function: mean, time: 7d, by: store}}")
      .doc("New columns that look back in time: a function of the values in earlier rows. Rows of the same time do not see each other");
}

Option join_option() {
  return Option::list(join())
      .range(0, 100)
      .fallback(ordered_json::array())
      .example("[{source: prices.csv, by: store, right_on: valid_from, columns: [price]}]")
      .doc("New columns by an as-of join: for each row, those of the last row of a second table that has the same key and is no later");
}

}  // namespace trainyard::config
