#include "host/output/table_file.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "host/error/error.hpp"
#include "host/output/formats.hpp"

namespace trainyard::output {
namespace {

struct Format {
  std::string extension;
  std::unique_ptr<TableFile> (*create)(const std::filesystem::path&, const std::vector<Field>&, std::uint64_t);
  void (*join)(const std::vector<std::filesystem::path>&, const std::filesystem::path&, const std::vector<Field>&,
               const std::function<void()>&);  ///< nullptr: there is none
  bool names_twice;                            ///< whether two columns may have one name
};

const std::array<Format, 3> formats{
    {{".csv", create_csv, join_csv, true}, {".parquet", create_parquet, join_parquet, false}, {".h5", create_hdf5, nullptr, false}}};

const Format& format_of(const std::filesystem::path& path) {
  const auto* const format = std::ranges::find(formats, path.extension().string(), &Format::extension);
  if (format == formats.end()) throw Error(ExitCode::bug, path.string() + ": a table file of an unknown format");
  return *format;
}

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
  static const std::vector<std::string> known = [] {
    std::vector<std::string> names;
    names.reserve(formats.size());
    for (const Format& format : formats) names.push_back(format.extension);
    return names;
  }();
  return known;
}

std::unique_ptr<TableFile> create(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows) {
  const Format& format = format_of(path);
  if (!format.names_twice) check_distinct(path, fields);
  return format.create(path, fields, rows);
}

void join(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path, const std::vector<Field>& fields,
          const std::function<void()>& check) {
  const Format& format = format_of(path);
  if (format.join == nullptr) throw Error(ExitCode::bug, path.string() + ": table files of this format are not joined");
  format.join(parts, path, fields, check);
}

}  // namespace trainyard::output
