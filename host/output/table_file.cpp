#include "host/output/table_file.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "host/error/error.hpp"
#include "host/output/formats.hpp"

namespace trainyard::output {
namespace {

using Create = std::unique_ptr<TableFile> (*)(const std::filesystem::path&, std::vector<Field>, std::uint64_t);

constexpr std::array<Create, 3> creators{create_csv, create_parquet, create_hdf5};  // in the order of extensions()

void check_distinct(const std::filesystem::path& path, const std::vector<Field>& fields) {
  std::set<std::string> names;
  for (const Field& field : fields) {
    if (names.insert(field.name).second) continue;
    throw Error(ExitCode::bad_data, path.string() + ": two columns would be named '" + field.name + "'; rename one, or write a .csv file");
  }
}

}  // namespace

std::size_t rows_of(const Values& values) {
  return std::visit([](const auto& column) { return column.size(); }, values);
}

const std::vector<std::string>& extensions() {
  static const std::vector<std::string> known = {".csv", ".parquet", ".h5"};
  return known;
}

std::unique_ptr<TableFile> create(const std::filesystem::path& path, std::vector<Field> fields, std::uint64_t rows) {
  const auto& known = extensions();
  const auto at = static_cast<std::size_t>(std::ranges::find(known, path.extension().string()) - known.begin());
  if (at == known.size()) throw Error(ExitCode::bug, path.string() + ": a table file of an unknown format");
  if (at > 0) check_distinct(path, fields);
  return creators[at](path, std::move(fields), rows);
}

}  // namespace trainyard::output
