#include <fstream>

#include "host/dataset/batch.hpp"
#include "host/dataset/csv_text.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"
#include "host/output/formats.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::output {
namespace {

struct CsvCell {
  Kind kind;
  std::size_t row;

  std::string operator()(const std::vector<std::string>& texts) const { return dataset::csv_field(texts[row]); }
  std::string operator()(std::span<const std::int64_t> values) const {
    const std::int64_t value = values[row];
    if (dataset::is_missing(value)) return {};
    return kind == Kind::timestamp ? dataset::format_timestamp(value) : std::to_string(value);
  }
  std::string operator()(std::span<const std::int8_t> values) const {
    if (dataset::is_missing(values[row])) return {};
    return values[row] != 0 ? "true" : "false";
  }
  std::string operator()(std::span<const float> numbers) const { return dataset::csv_number(numbers[row]); }
  std::string operator()(std::span<const double> numbers) const { return dataset::csv_number(numbers[row]); }
};

class CsvFile : public TableFile {
 public:
  CsvFile(const std::filesystem::path& path, std::vector<Field> fields) : fields_(std::move(fields)), file_(path) {
    file_.write(csv_header(fields_));
  }
  void write(const std::vector<Values>& columns) override { file_.write(csv_rows(fields_, columns)); }
  void publish() override { file_.publish(); }

 private:
  std::vector<Field> fields_;
  storage::AtomicFile file_;
};

/// Hands on all of a file but its first bytes.
void copy_behind(std::size_t header, const std::filesystem::path& from, storage::AtomicFile& to, const std::function<void()>& check) {
  std::ifstream file(from, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(header));
  std::vector<char> bytes(std::size_t{4} << 20);
  while (file) {
    check();
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    to.write({bytes.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (!file.eof()) throw Error(ExitCode::io, from.string() + ": cannot be read; run again");
}

}  // namespace

std::string csv_header(const std::vector<Field>& fields) {
  std::string out;
  for (const Field& field : fields) out += (out.empty() ? "" : ",") + dataset::csv_field(field.name);
  return out + "\n";
}

std::string csv_rows(const std::vector<Field>& fields, const std::vector<Values>& columns) {
  std::string out;
  const std::size_t rows = columns.empty() ? 0 : rows_of(columns.front());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) out += (c == 0 ? "" : ",") + std::visit(CsvCell{fields[c].kind, row}, columns[c]);
    out += "\n";
  }
  return out;
}

std::unique_ptr<TableFile> create_csv(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t) {
  return std::make_unique<CsvFile>(path, fields);
}

void join_csv(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path, const std::vector<Field>& fields,
              const std::function<void()>& check) {
  storage::AtomicFile file(path);
  const std::string header = csv_header(fields);
  file.write(header);
  for (const auto& part : parts) copy_behind(header.size(), part, file, check);
  file.publish();
}

}  // namespace trainyard::output
