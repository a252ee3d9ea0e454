#include "host/dataset/csv_text.hpp"
#include "host/output/formats.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::output {
namespace {

struct CsvCell {
  std::size_t row;

  std::string operator()(const std::vector<std::string>& texts) const { return dataset::csv_field(texts[row]); }
  template <class T>
  std::string operator()(std::span<const T> numbers) const {
    return dataset::csv_number(numbers[row]);
  }
};

class CsvFile : public TableFile {
 public:
  CsvFile(const std::filesystem::path& path, const std::vector<Field>& fields) : file_(path) { file_.write(csv_header(fields)); }
  void write(const std::vector<Values>& columns) override { file_.write(csv_rows(columns)); }
  void publish() override { file_.publish(); }

 private:
  storage::AtomicFile file_;
};

}  // namespace

std::string csv_header(const std::vector<Field>& fields) {
  std::string out;
  for (const Field& field : fields) out += (out.empty() ? "" : ",") + dataset::csv_field(field.name);
  return out + "\n";
}

std::string csv_rows(const std::vector<Values>& columns) {
  std::string out;
  const std::size_t rows = columns.empty() ? 0 : rows_of(columns.front());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) out += (c == 0 ? "" : ",") + std::visit(CsvCell{row}, columns[c]);
    out += "\n";
  }
  return out;
}

std::unique_ptr<TableFile> create_csv(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t) {
  return std::make_unique<CsvFile>(path, fields);
}

}  // namespace trainyard::output
