#include "host/dataset/checks/reference.hpp"

#include "host/dataset/record.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::dataset::checks {
namespace {

constexpr const char* profile_name = "profile.json";

Profile read_profile(const std::filesystem::path& path) {
  try {
    return Profile::from_json(nlohmann::ordered_json::parse(storage::read_file(path)), path.string());
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::bad_data, path.string() + ": is no profile: " + error.what() + "; give a dataset's folder or its profile.json");
  }
}

bool is_category(ColumnType type) { return type == ColumnType::category; }

std::unique_ptr<Check> values_unknown(const ColumnProfile& was) {
  return fixed_verdict(
      {.passed = true,
       .observed = "the reference tells " + std::to_string(was.top.size()) + " of " + std::to_string(was.distinct) + " values",
       .expected = "all values known; give the folder of its dataset"});
}

}  // namespace

Reference Reference::read(const std::filesystem::path& path) {
  Reference reference;
  const bool folder = std::filesystem::is_directory(path);
  reference.profile = read_profile(folder ? path / profile_name : path);
  if (folder) {
    const std::filesystem::path file = path / record_file;
    const Record record = read_record(storage::read_file(file), file.string());
    const Dictionaries dictionaries = load_dictionaries(path, record, record.rows);
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      if (record.fields[i].type != ColumnType::category) continue;
      reference.categories[record.fields[i].name] = {dictionaries[i].begin(), dictionaries[i].end()};
    }
    return reference;
  }
  for (const ColumnProfile& column : reference.profile.columns) {
    if (column.type != ColumnType::category || !column.distinct_exact || column.top.size() != column.distinct) continue;
    for (const auto& value : column.top) reference.categories[column.name].insert(value.value);
  }
  return reference;
}

const ColumnProfile* reference_column(const CheckItem& item, const std::string& key, bool (*suits)(ColumnType), const std::string& what) {
  const ColumnProfile* was = item.reference->profile.find(item.field().name);
  if (was != nullptr && suits(was->type)) return was;
  if (!item.column_given) return nullptr;
  // cppcheck-suppress missingReturn ; refuse() never returns
  if (was == nullptr) item.refuse("column", "the reference has no column '" + item.field().name + "'");
  item.refuse(key, "is for " + what + ", '" + was->name + "' is " + std::string(type_name(was->type)) + " in the reference");
}

bool is_any(ColumnType /*type*/) { return true; }

std::unique_ptr<Check> type_changed(ColumnType is, ColumnType was) {
  return fixed_verdict({.passed = false, .observed = std::string(type_name(is)), .expected = std::string(type_name(was)) + ", as before"});
}

std::unique_ptr<Check> compare_categories(const CheckItem& item, const std::string& key, const MakeOfCategories& make) {
  const ColumnProfile* was = reference_column(item, key, is_category, "categories");
  if (was == nullptr) return nullptr;
  if (!is_category(item.field().type)) return type_changed(item.field().type, was->type);
  const auto known = item.reference->categories.find(was->name);
  if (known == item.reference->categories.end()) return values_unknown(*was);
  return make(*item.column, known->second, item.keys.at(key).get<std::uint64_t>());
}

}  // namespace trainyard::dataset::checks
