#include "host/pipeline/dataset_input.hpp"

#include <cmath>

#include "host/dataset/record.hpp"
#include "host/error/error.hpp"

namespace trainyard::pipeline {

using dataset::Column;
using dataset::ColumnType;

dataset::Dataset open_dataset_input(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder / dataset::record_file)) {
    throw Error(ExitCode::no_input, folder.string() + ": a folder without " + dataset::record_file +
                                        "; give a file, or the folder of a dataset, results/datasets/NAME/VERSION");
  }
  return dataset::Dataset::open(folder);
}

DatasetInput::DatasetInput(const std::filesystem::path& folder) : dataset(open_dataset_input(folder)), layout(dataset.layout()) {}

const dataset::Column& DatasetInput::column(const std::string& name) const {
  if (const Column* const found = layout.find(name)) return *found;
  std::vector<std::string> known;
  for (const Column& other : layout.columns) known.push_back(other.name);
  throw Error(ExitCode::bad_data, dataset.folder().string() + ": there is no column '" + name + "'" + suggest(name, known));
}

void DatasetInput::require(const dataset::Field& field) const {
  const Column& found = column(field.name);
  if (found.is_category() == (field.type == ColumnType::category) && (found.type == ColumnType::text) == (field.type == ColumnType::text))
    return;
  throw Error(ExitCode::bad_data, dataset.folder().string() + ": column '" + field.name + "' is of type " +
                                      std::string(dataset::type_name(found.type)) + ", the model's is of type " +
                                      std::string(dataset::type_name(field.type)) +
                                      "; predict from the raw file, or give the dataset a schema");
}

RowsToPredict::About DatasetInput::about(const bundle::Bundle& bundle, const std::vector<std::string>& kept) const {
  RowsToPredict::About about{{}, layout.find(bundle.target) != nullptr, {}, {}, dataset.rows(), "rows"};
  for (const std::string& name : kept) about.kept.push_back({.name = name, .type = column(name).type});
  for (const dataset::SourceFile& source : dataset.sources()) about.sources.push_back(source.path);
  if (about.has_target) require(*bundle.schema.find(bundle.target));
  return about;
}

dataset::Values kept_values(const Column& column) {
  const auto whole = [&](auto missing) {
    std::vector<decltype(missing)> values;
    values.reserve(column.numbers.size());
    for (const double number : column.numbers) values.push_back(std::isnan(number) ? missing : static_cast<decltype(missing)>(number));
    return values;
  };
  switch (column.type) {
    case ColumnType::floating:
      return column.numbers;
    case ColumnType::boolean:
      return whole(dataset::missing_boolean);
    case ColumnType::integer:
    case ColumnType::timestamp:
    case ColumnType::date:
      return whole(dataset::missing_integer);
    case ColumnType::text:
      return column.texts;
    case ColumnType::category:
      break;
  }
  std::vector<std::string> texts;
  texts.reserve(column.codes.size());
  for (const std::int32_t code : column.codes) texts.push_back(code < 0 ? "" : (*column.dictionary)[static_cast<std::size_t>(code)]);
  return texts;
}

}  // namespace trainyard::pipeline
