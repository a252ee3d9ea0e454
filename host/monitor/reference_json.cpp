#include "host/error/error.hpp"
#include "host/monitor/reference.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::monitor {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int reference_format = 1;

/// Numbers in one text, so that a column is a line of the file.
std::string joined(const std::vector<double>& numbers) {
  const std::string list = ordered_json(numbers).dump();
  return list.substr(1, list.size() - 2);
}

std::vector<double> split(const ordered_json& text) { return ordered_json::parse("[" + text.get<std::string>() + "]"); }

ordered_json column_json(const ColumnReference& column) {
  ordered_json out = {
      {"name", column.name}, {"type", dataset::type_name(column.type)}, {"present", column.present}, {"missing", column.missing}};
  if (column.personal) {
    out["personal"] = true;
  } else if (column.is_category()) {
    ordered_json categories = ordered_json::object();
    for (const auto& [category, count] : column.categories) categories[category] = count;
    out["categories"] = std::move(categories);
    out["other"] = column.other;
  } else if (!column.quantiles.empty()) {
    out["quantiles"] = joined(column.quantiles);
  } else {
    out["values"] = joined(column.values.values);
    out["counts"] = joined(column.values.counts);
  }
  return out;
}

ColumnReference read_column(const ordered_json& document) {
  ColumnReference column{.name = document.at("name"),
                         .type = dataset::type_from_name(document.at("type").get<std::string>()),
                         .personal = document.value("personal", false),
                         .present = document.at("present"),
                         .missing = document.at("missing")};
  if (document.contains("values")) column.values = {split(document["values"]), split(document.at("counts"))};
  if (document.contains("quantiles")) column.quantiles = split(document["quantiles"]);
  if (document.contains("categories")) {
    for (const auto& [category, count] : document["categories"].items()) column.categories.emplace_back(category, count);
    column.other = document.at("other");
  }
  if (column.values.values.size() != column.values.counts.size()) throw Error(ExitCode::bad_data, "values and counts differ in number");
  return column;
}

std::string digest_of_bundle(const fs::path& folder) { return storage::sha256_file(folder / "model" / "bundle.json"); }

}  // namespace

ordered_json Reference::to_json() const {
  ordered_json out = {{"rows", rows}, {"columns", ordered_json::array()}, {"predictions", nullptr}, {"metrics", nullptr}};
  for (const ColumnReference& column : columns) out["columns"].push_back(column_json(column));
  if (predictions)
    out["predictions"] = {{"of", predictions->of}, {"rows", predictions->rows}, {"column", column_json(predictions->column)}};
  if (!metrics_of.empty()) out["metrics"] = {{"of", metrics_of}, {"values", metrics}};
  return out;
}

Reference Reference::from_json(const ordered_json& document) {
  Reference reference;
  reference.rows = document.at("rows");
  for (const ordered_json& column : document.at("columns")) reference.columns.push_back(read_column(column));
  if (const ordered_json& found = document.at("predictions"); found.is_object()) {
    reference.predictions = {found.at("of"), found.at("rows"), read_column(found.at("column"))};
  }
  if (const ordered_json& found = document.at("metrics"); found.is_object()) {
    reference.metrics_of = found.at("of");
    reference.metrics = found.at("values");
  }
  return reference;
}

void write_reference(const fs::path& folder, const Reference& reference) {
  ordered_json document = {{"format", reference_format}, {"bundle", digest_of_bundle(folder)}};
  document.update(reference.to_json());
  storage::write_file(folder / reference_file, storage::seal(document));
}

std::optional<Reference> read_reference(const fs::path& folder) {
  const fs::path file = folder / reference_file;
  if (!fs::exists(file)) return std::nullopt;
  const ordered_json document = storage::unseal(storage::read_file(file), file);
  const std::string remedy = "; restore it from its run or train again";
  try {
    if (document.at("format") != reference_format) {
      throw Error(ExitCode::bad_data, "its format " + document["format"].dump() + " is not " + std::to_string(reference_format));
    }
    if (document.at("bundle") != digest_of_bundle(folder)) throw Error(ExitCode::bad_data, "it belongs to another bundle");
    return Reference::from_json(document);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::bad_data, file.string() + ": it is incomplete (" + error.what() + ")" + remedy);
  } catch (const Error& error) {
    throw Error(ExitCode::bad_data, file.string() + ": " + error.what() + remedy);
  }
}

}  // namespace trainyard::monitor
