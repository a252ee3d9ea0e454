// Any text as the rows of a table under a schema: every row is good or bad, and which, with which values and reasons, depends on neither
// blocks nor threads. The first four bytes choose the columns' types, what is asked of them, and the size of a block.
#include <array>
#include <bit>
#include <string>

#include "host/dataset/converter.hpp"
#include "host/dataset/gatherer.hpp"
#include "host/dataset/ordered_pipeline.hpp"
#include "host/error/error.hpp"
#include "host/source/reader.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::array<std::size_t, 4> block_sizes{1, 16, 64, 1000};
constexpr std::size_t columns = 3;

Field field_of(unsigned char choice, std::size_t position) {
  Field field;
  field.name = std::string(1, static_cast<char>('a' + position));
  field.type = static_cast<ColumnType>(choice % 7);
  const bool number = field.type == ColumnType::integer || field.type == ColumnType::floating;
  const bool text = field.type == ColumnType::text || field.type == ColumnType::category;
  field.role = field.type == ColumnType::text ? Role::id : position == 2 ? Role::target : Role::feature;
  switch (choice / 7 % 8) {
    case 0:
      field.required = true;
      break;
    case 1:
      field.missing = {"-1", "?", " x "};
      break;
    case 2:
      if (number) field.min = -5, field.max = 1e6;
      if (field.type == ColumnType::category) field.allowed = {"x", "é", ""};
      break;
    case 3:
      if (text) field.pattern = "(a|b*)+[^c]?";
      field.decimal_comma = number;
      break;
    case 4:
      if (field.type == ColumnType::timestamp) field.unit = "ms";
      field.single = field.type == ColumnType::floating;
      break;
    case 5:
      if (field.type == ColumnType::timestamp) field.zone = "-03:30";
      field.personal = true;
      break;
    case 6:
      if (number) field.role = Role::weight;
      break;
    default:
      field.role = Role::ignore;
  }
  return field;
}

void add_bits(std::string& text, double value) { text += std::to_string(std::bit_cast<std::uint64_t>(value)); }
void add_bits(std::string& text, const std::string& value) { text += "'" + value + "'"; }
template <class T>
void add_bits(std::string& text, T value) {
  text += std::to_string(value);
}

/// All that came of a table.
struct Outcome {
  std::vector<std::string> good;  // per column
  std::string ids, bad, error;
  std::vector<std::vector<std::string>> dictionaries;
  std::vector<KindCounts> counts = std::vector<KindCounts>(columns);
  std::uint64_t rows = 0, rows_read = 0;

  void add(const Batch& batch, const std::vector<BadRow>& rows_set_aside) {
    good.resize(batch.columns.size());
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
      const auto add_all = [&](const auto& values) {
        fuzz::require(values.size() == batch.rows(), "a column of another length");
        for (const auto& value : values) add_bits(good[i] += ",", value);
      };
      std::visit(add_all, batch.columns[i]);
    }
    for (const RowId& id : batch.ids) ids += std::to_string(id.number) + ",";
    for (const BadRow& row : rows_set_aside) bad += describe(row, "f") + "|" + row.raw + "\n";
    rows += batch.rows() + rows_set_aside.size();
  }

  [[nodiscard]] std::string everything() const {
    std::string text = ids + "\n" + bad + error + "\n" + std::to_string(rows);
    for (const std::string& column : good) text += "\n" + column;
    for (const auto& dictionary : dictionaries) text += "\n" + nlohmann::json(dictionary).dump(-1, ' ', true);
    for (const KindCounts& each : counts) text += "\n" + each.to_json().dump();
    return text;
  }
};

Outcome outcome_of(const std::string& path, const Schema& schema, bool learning, std::size_t block_bytes, int threads) {
  Outcome outcome;
  source::ReaderOptions options;
  options.block_bytes = block_bytes;
  options.max_row_bytes = 1 << 16;
  const Converter converter(schema, {.target_optional = false, .learning = learning});
  Gatherer gatherer(schema, 1 << 26);
  Batch good;
  std::vector<BadRow> bad;
  try {
    const auto reader = source::open_reader(path, options);
    std::vector<std::string> extra;
    const auto binding = converter.bind(0, "f", reader->columns(), extra);
    OrderedPipeline<ConvertedBlock>::Steps steps;
    steps.produce = [&](ConvertedBlock& block) {
      block.binding = binding;
      return reader->next(block.block);
    };
    steps.convert = [&](ConvertedBlock& block) { converter.convert(block); };
    steps.consume = [&](ConvertedBlock& block) {
      for (std::size_t i = 0; i < columns; ++i) outcome.counts[i].merge(block.columns[i].counts);
      gatherer.gather(block, nullptr, good, bad);
      outcome.add(good, bad);
    };
    OrderedPipeline<ConvertedBlock>(std::move(steps), threads, 4).run();
    outcome.rows_read = reader->rows_read();
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    outcome.error = error.what();
  }
  outcome.dictionaries = gatherer.dictionaries();
  return outcome;
}

void try_input(std::string_view input) {
  static const fuzz::MemoryFile file;
  if (input.size() < 4) return;
  const auto choice = [&](std::size_t i) { return static_cast<unsigned char>(input[i]); };
  Schema schema;
  for (std::size_t i = 0; i < columns; ++i) schema.fields.push_back(field_of(choice(i), i));
  file.hold("a,b,c\n" + std::string(input.substr(4)));
  const bool learning = choice(3) % 2 == 1;
  const Outcome whole = outcome_of(file.path(), schema, learning, std::size_t{1} << 16, 1);
  fuzz::require(!whole.error.empty() || whole.rows == whole.rows_read, "rows are lost");
  const Outcome cut = outcome_of(file.path(), schema, learning, block_sizes[choice(3) / 2 % 4], choice(3) / 8 % 4 == 0 ? 3 : 1);
  // After an error of the file it depends on the blocks how many rows have been handed on.
  if (whole.error.empty() && cut.error.empty())
    fuzz::require(whole.everything() == cut.everything(), whole.everything() + "\n----\n" + cut.everything());
  fuzz::require(whole.error == cut.error, "other errors: '" + whole.error + "' and '" + cut.error + "'");
}

}  // namespace
}  // namespace trainyard::dataset

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::dataset::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
