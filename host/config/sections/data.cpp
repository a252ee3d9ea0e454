#include <algorithm>
#include <array>

#include "host/config/sections/expect.hpp"
#include "host/config/sections/section.hpp"
#include "host/models/task.hpp"

namespace trainyard::config {
namespace {

constexpr std::array<const char*, 3> named_columns{"target", "weight", "timestamp"};

// A column that a key names has one part to play, and is read.
void columns_have_one_part(const nlohmann::ordered_json& document, const Report& report) {
  const auto data = document.value("data", nlohmann::ordered_json::object());
  for (std::size_t part = 0; part < named_columns.size(); ++part) {
    const char* key = named_columns[part];
    if (!data.contains(key)) continue;
    for (std::size_t i = 0; data.contains("drop") && i < data["drop"].size(); ++i) {
      if (data["drop"][i] != data[key]) continue;
      report("data.drop[" + std::to_string(i) + "]", "is the " + std::string(key) + "; take it out of data.drop");
    }
    for (std::size_t other = 0; other < part; ++other) {
      if (!data.contains(named_columns[other]) || data[named_columns[other]] != data[key]) continue;
      report("data." + std::string(key), "is the " + std::string(named_columns[other]) + " already; name another column");
    }
  }
}

Option column_name() { return Option::text().range(1, 1000); }

void key_is_read(const nlohmann::ordered_json& document, const Report& report) {
  const auto data = document.value("data", nlohmann::ordered_json::object());
  if (!data.contains("drop") || !data.contains("duplicates") || !data["duplicates"].contains("by")) return;
  const auto& by = data["duplicates"]["by"];
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (std::find(data["drop"].begin(), data["drop"].end(), by[i]) == data["drop"].end()) continue;
    report("data.duplicates.by[" + std::to_string(i) + "]", "is in data.drop, and so not read; take it out of one of them");
  }
}

void relations_of_data(const nlohmann::ordered_json& document, const Report& report) {
  columns_have_one_part(document, report);
  key_is_read(document, report);
}

Option duplicates() {
  Option rule = Option::object(
      {{"action", Option::choice({"drop", "fail"}).required().doc("What becomes of a row that repeats another")},
       {"by", Option::list(column_name())
                  .range(1, 1000)
                  .distinct()
                  .absent_means("all columns that are read")
                  .doc("Columns that make rows equal; missing values equal each other")},
       {"keep", Option::choice({"first", "last"}).fallback("first").doc("Which of equal rows stays, in the order of the files")}});
  return Option::either({Option::choice({"keep", "drop", "fail"}), std::move(rule)})
      .fallback("keep")
      .doc(
          "Rows that repeat others: `keep` leaves them, `drop` leaves the first of each, `fail` stops and names the first pair; the map "
          "`{action: drop, by: [columns], keep: last}` compares these columns alone, and leaves the last");
}

Option csv() {
  return Option::object({{"delimiter", Option::text().range(1, 1).fallback(",").doc("Character between fields; `\"\\t\"` is a tab")},
                         {"quote", Option::text().range(0, 1).fallback("\"").doc("Character around fields; `\"\"`: none, quotes are text")},
                         {"header", Option::boolean().fallback(true).doc("The first row holds the names of the columns")},
                         {"names", Option::list(column_name())
                                       .distinct()
                                       .absent_means("the header's; without one, column_1, column_2 …")
                                       .doc("Names of the columns, in place of the header's or without one")}})
      .doc("How CSV files are written");
}

}  // namespace

Section data_section() {
  Option source = Option::either({Option::path(), Option::list(Option::path()).range(1, 100000).distinct()})
                      .required()
                      .doc(
                          "CSV (plain, gzip or zstd), Parquet or HDF5 file, glob (`data/*.csv`), or a list of them; `'-'`, in quotes, is "
                          "standard input");
  Option data =
      Option::object(
          {{"source", std::move(source)},
           {"target", column_name().absent_means("needed to train").doc("Column to predict")},
           {"task", Option::choice(models::task_names())
                        .absent_means(
                            "by the target: text, booleans and at most 20 different integers are classes; numbers kept as floats are none")
                        .doc("What is predicted")},
           {"pos_label", Option::scalar()
                             .absent_means("the last class: the larger number, or the later text by bytes")
                             .doc("Binary classification: the class that precision, recall, F1, probabilities' threshold and "
                                  "`scale_pos_weight` are about")},
           {"class_weight",
            Option::either({Option::choice({"balanced"}), Option::map("class", Option::number().range(0, 1e9)).example("{yes: 5}")})
                .absent_means("every class counts as 1")
                .doc("Classification: what a training row counts by its class; `balanced` lets every class weigh the same. Metrics do not "
                     "use it")},
           {"schema",
            Option::path()
                .absent_means("inferred from all rows and written out")
                .doc("YAML file with types, roles, ranges and allowed values of the columns")},
           {"drop", Option::list(column_name()).distinct().fallback(nlohmann::ordered_json::array()).doc("Columns that are not read")},
           {"weight", column_name()
                          .absent_means("all rows count the same")
                          .doc("Numeric column with the weight of each row, which is then no feature; a row whose weight is missing, "
                               "negative or infinite is bad")},
           {"timestamp", column_name()
                             .absent_means("rows have no time")
                             .doc("Column with the time of each row, which is then no feature; a row without it is bad")},
           {"on_bad_row", Option::choice({"quarantine", "fail"})
                              .fallback("quarantine")
                              .doc("`quarantine` sets a bad row aside with the reason, `fail` stops at the first")},
           {"max_bad_rows", Option::number().range(0, 1).fallback(0.01).unit("fraction").doc("More bad rows than this are an error")},
           {"duplicates", duplicates()},
           {"expect", expect_option()},
           {"now", now_option()},
           {"shard_rows", Option::integer().range(1, 1e9).fallback(250000).unit("rows").doc("Rows per HDF5 shard; never changes a result")},
           {"shard_bytes", Option::bytes()
                               .at_least(65536)
                               .absent_means("as `shard_rows` says")
                               .doc("Bytes of a shard before it is packed, at most; never changes a result")},
           {"compression", Option::choice({"none", "deflate"})
                               .fallback("none")
                               .doc("`deflate` shuffles and deflates shards: smaller, slower; never changes a result")},
           {"csv", csv()},
           {"origin", Option::text().absent_means("not recorded").doc("Where the data comes from, for the record")},
           {"collected", Option::text().absent_means("not recorded").doc("When it was collected, for the record")},
           {"licence", Option::text().absent_means("not recorded").doc("Its terms of use, for the record")}})
          .required()
          .doc("The table to learn from");
  return {.title = "Data",
          .doc = "The raw table and how strictly it is read.",
          .keys = {{"data", std::move(data)}},
          .relate = relations_of_data};
}

}  // namespace trainyard::config
