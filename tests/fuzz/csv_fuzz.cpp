// Any bytes as a CSV file, in any dialect and by any block size. The first two bytes choose; then come either rows, which have to be what
// Arrow's parser makes of them, or a whole file, compressed perhaps, which has to read alike by any block size.
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/fuzz/memory_file.hpp"
#include "tests/host/source/csv_reference.hpp"

namespace trainyard::source {
namespace {

constexpr std::array<std::size_t, 8> block_sizes{1, 2, 3, 7, 64, 65, 500, 4096};

// The choices that two bytes make.
struct Choice {
  explicit Choice(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
    options.block_bytes = block_sizes[first % 8];
    options.max_row_bytes = std::size_t{1} << 16;
    options.csv.delimiter = ",;\t| x:a"[first / 8 % 8];
    options.csv.quote = std::array{'"', '\'', '\0', '"'}[first / 64];
    columns = 1 + second % 4;
    whole_file = second / 4 % 4 == 3;
    options.csv.header = second / 16 % 4 != 3;
  }

  ReaderOptions options;
  std::size_t columns = 1;
  bool whole_file = false;
};

std::string beside_arrow(const Choice& choice, std::string_view rows, const fuzz::MemoryFile& file) {
  ReaderOptions options = choice.options;
  options.csv.header = true;
  std::string text;
  for (std::size_t i = 0; i < choice.columns; ++i) text += (i > 0 ? std::string(1, options.csv.delimiter) : "") + std::to_string(i);
  file.hold(text + "\n" + std::string(rows));
  return difference_from_arrow(file.path(), choice.columns, rows, options);
}

struct Outcome {
  Cells cells;
  std::string error;
};

Outcome read_or_refuse(const fuzz::MemoryFile& file, const ReaderOptions& options) {
  try {
    return {read_cells(file.path(), options), ""};
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    return {{}, error.what()};
  }
}

std::string by_two_block_sizes(const Choice& choice, std::string_view bytes, const fuzz::MemoryFile& file) {
  file.hold(bytes);
  ReaderOptions options = choice.options;
  const Outcome small = read_or_refuse(file, options);
  options.block_bytes = std::size_t{1} << 16;
  const Outcome large = read_or_refuse(file, options);
  // What is wrong in the text may be met before or after what is wrong with its compression.
  const auto unpacks = [](const std::string& error) { return error.find(": its ") == std::string::npos; };
  if (!unpacks(small.error) || !unpacks(large.error)) return small.error.empty() || large.error.empty() ? "damage is not noticed" : "";
  if (small.error != large.error) return "'" + small.error + "' and '" + large.error + "'";
  if (small.error.empty() && small.cells.bytes != bytes) return "bytes of the file not seen";
  return small.cells == large.cells ? "" : "other cells";
}

}  // namespace
}  // namespace trainyard::source

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard;
  static const fuzz::MemoryFile file;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.size() < 2) return 0;
  const source::Choice choice(input);
  const std::string_view bytes = input.substr(2);
  const std::string difference =
      choice.whole_file ? source::by_two_block_sizes(choice, bytes, file) : source::beside_arrow(choice, bytes, file);
  if (difference.empty()) return 0;
  std::fprintf(stderr, "the reader and its oracle differ: %s\n", difference.c_str());
  std::abort();
}
