#include "host/config/sections/section.hpp"
#include "host/models/task.hpp"

namespace trainyard::config {
namespace {

void target_is_kept(const nlohmann::ordered_json& document, const Report& report) {
  const auto data = document.value("data", nlohmann::ordered_json::object());
  if (!data.contains("target") || !data.contains("drop")) return;
  for (std::size_t i = 0; i < data["drop"].size(); ++i) {
    if (data["drop"][i] == data["target"]) {
      report("data.drop[" + std::to_string(i) + "]", "is the target; take it out of data.drop");
    }
  }
}

Option column() { return Option::text().range(1, 1000); }

}  // namespace

Section data_section() {
  Option source = Option::either({Option::path(), Option::list(Option::path()).range(1, 100000).distinct()})
                      .required()
                      .doc("CSV file, glob (`data/*.csv`), or a list of them");
  Option data =
      Option::object(
          {{"source", std::move(source)},
           {"target", column().absent_means("needed to train").doc("Column to predict")},
           {"task", Option::choice(models::task_names())
                        .absent_means("by the target: text, booleans and at most 20 different whole numbers are classes")
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
           {"drop", Option::list(column()).distinct().fallback(nlohmann::ordered_json::array()).doc("Columns that are not read")},
           {"on_bad_row", Option::choice({"quarantine", "fail"})
                              .fallback("quarantine")
                              .doc("`quarantine` sets a bad row aside with the reason, `fail` stops at the first")},
           {"max_bad_rows", Option::number().range(0, 1).fallback(0.01).unit("fraction").doc("More bad rows than this are an error")},
           {"shard_rows",
            Option::integer().range(1, 1e9).fallback(1000000).unit("rows").doc("Rows per HDF5 shard; never changes a result")}})
          .required()
          .doc("The table to learn from");
  return {
      .title = "Data", .doc = "The raw table and how strictly it is read.", .keys = {{"data", std::move(data)}}, .relate = target_is_kept};
}

}  // namespace trainyard::config
