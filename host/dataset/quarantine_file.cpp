#include "host/dataset/quarantine_file.hpp"

#include "host/dataset/csv_text.hpp"
#include "host/dataset/printable.hpp"

namespace trainyard::dataset {

const std::vector<std::string>& quarantine_columns() {
  static const std::vector<std::string> names{"source", "line", "row", "column", "value", "reason", "raw"};
  return names;
}

QuarantineFile::QuarantineFile(const std::filesystem::path& path, std::vector<std::string> sources, std::uint64_t kept)
    : file_(path, kept), sources_(std::move(sources)) {
  if (kept > 0) return;
  std::string header;
  for (const std::string& name : quarantine_columns()) header += (header.empty() ? "" : ",") + name;
  file_.write(header + "\n");
}

void QuarantineFile::add(const BadRow& row) {
  file_.write(csv_field(printable(sources_[row.source], 4096)) + "," + std::to_string(row.line) + "," + std::to_string(row.number) + "," +
              csv_field(row.column) + "," + csv_field(row.value) + "," + csv_field(row.reason) + "," + csv_field(row.raw) + "\n");
}

}  // namespace trainyard::dataset
