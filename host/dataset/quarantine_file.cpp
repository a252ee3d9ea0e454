#include "host/dataset/quarantine_file.hpp"

#include "host/dataset/csv_text.hpp"
#include "host/dataset/printable.hpp"

namespace trainyard::dataset {

QuarantineFile::QuarantineFile(const std::filesystem::path& path, std::vector<std::string> sources, std::uint64_t kept)
    : file_(path, kept), sources_(std::move(sources)) {
  if (kept == 0) file_.write("source,line,row,column,value,reason,raw\n");
}

void QuarantineFile::add(const BadRow& row) {
  file_.write(csv_field(printable(sources_[row.source], 4096)) + "," + std::to_string(row.line) + "," + std::to_string(row.number) + "," +
              csv_field(row.column) + "," + csv_field(row.value) + "," + csv_field(row.reason) + "," + csv_field(row.raw) + "\n");
}

}  // namespace trainyard::dataset
