// A small model of each kind of column, ready to serve.
#pragma once

#include <memory>
#include <string>

#include "host/serve/served_model.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::serve::test {

using features::test::nan;
using features::test::SmallTable;

inline SmallTable small_table() {
  SmallTable small;
  small.numbers("income", {1, 2, nan, 4, 5, 60})
      .numbers("rooms", {1, 2, 3, 4, 5, 6}, dataset::ColumnType::integer)
      .numbers("new", {0, 1, 0, 1, 0, 1}, dataset::ColumnType::boolean)
      .numbers("sold", {0, 1e12, 2e12, 3e12, 4e12, 5e12}, dataset::ColumnType::timestamp)
      .categories("place", {"bay", "inland", "", "bay", "inland", "bay"})
      .categories("owner", {"Ann", "Bob", "Ann", "Bob", "Ann", "Bob"})
      .numbers("price", {1, 2, 3, 4, 5, 6}, dataset::ColumnType::floating, dataset::Role::target);
  for (dataset::Field& field : small.schema.fields) {
    if (field.name == "income") field.min = 0, field.max = 100;
    if (field.name == "rooms") field.required = true;
    if (field.name == "place") field.allowed = {"bay", "inland", "island"};
    if (field.name == "owner") field.personal = true;
  }
  for (dataset::Column& column : small.table.columns) column.personal = column.name == "owner";
  return small;
}

inline bundle::Bundle small_bundle(const SmallTable& small, bool classifies = false) {
  bundle::Bundle bundle;
  bundle.schema = small.schema;
  features::FeatureOptions options;
  options.numeric.impute = "median";
  bundle.transform = small.fit(options);
  const auto x = small.apply(bundle.transform);
  const std::vector<float> values = {1, 2, 3, 4, 5, 6}, classes = {0, 1, 1, 0, 1, 0};
  bundle.family = classifies ? "logistic" : "linear";
  if (classifies) bundle.kind = {.task = models::Task::binary, .classes = 2};
  const auto& family = models::family(bundle.family);
  const models::Params params = family.canonical({{"alpha", 1.0}}, [](const auto&, const auto&) {});
  const auto prepared = family.prepare({}, {&x, classifies ? classes : values, bundle.kind}, params, nullptr);
  bundle.model = family.fit(*prepared, nullptr, params, {});
  bundle.target = "price";
  if (classifies) bundle.labels = {"no", "yes \"really\""};
  return bundle;
}

inline std::shared_ptr<const ServedModel> small_model(bool classifies = false) {
  return std::make_shared<const ServedModel>(small_bundle(small_table(), classifies),
                                             ModelId{.name = "houses", .version = 3, .stage = "Production", .folder = "/models/houses/3"});
}

/// One row that is as the model takes it; `more` goes after its values.
inline std::string good_row(const std::string& more = "") {
  return R"({"income": 4, "rooms": 4, "new": true, "sold": "1970-01-01T00:00:03Z", "place": "bay", "owner": "Bob")" + more + "}";
}

}  // namespace trainyard::serve::test
