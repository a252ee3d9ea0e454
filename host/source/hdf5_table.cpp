#include "host/source/hdf5_table.hpp"

#include <new>
#include <type_traits>
#include <utility>

#include "host/error/error.hpp"
#include "host/hdf5/hdf5.hpp"
#include "host/source/hdf5_rows.hpp"
#include "host/source/reading_process.hpp"
#include "host/source/typed_file.hpp"

// What the child sends: the table (number of columns, each one's type and name, number of rows), then blocks (number of rows, values of
// each column), then the end; or an error at any point. Each begins with its tag.
namespace trainyard::source {

enum class Hdf5Tag : char { table = 'T', block = 'B', end = 'E', error = 'X' };

namespace {

constexpr std::uint32_t longest_word = 1 << 20;                    // a column's name, an error's message
constexpr std::uint64_t most_text_bytes = std::uint64_t{1} << 30;  // as Hdf5Rows

using Write = ReadingProcess::Write;

template <typename T>
void send(const Write& write, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  write(&value, sizeof value);
}

void send_text(const Write& write, std::string_view text) {
  send(write, static_cast<std::uint32_t>(text.size()));
  write(text.data(), text.size());
}

template <typename T>
void send_values(const Write& write, const std::vector<T>& values) {
  write(values.data(), values.size() * sizeof(T));
}

void send_column(const Write& write, const TypedColumn& column) {
  send(write, column.null.empty() ? '0' : '1');
  send_values(write, column.null);
  send_values(write, column.integers);
  send_values(write, column.floats);
  if (column.type != ValueType::text) return;
  std::vector<std::uint32_t> lengths;
  std::string bytes;
  for (const std::string_view text : column.texts) {
    lengths.push_back(static_cast<std::uint32_t>(text.size()));
    bytes += text;
  }
  send_values(write, lengths);
  write(bytes.data(), bytes.size());
}

void send_rows(const Write& write, const std::filesystem::path& path, const ReaderOptions& options) {
  Hdf5Rows rows(path, options);
  send(write, Hdf5Tag::table);
  send(write, static_cast<std::uint32_t>(rows.columns().size()));
  for (std::size_t i = 0; i < rows.columns().size(); ++i) {
    send(write, rows.types()[i]);
    send_text(write, rows.columns()[i]);
  }
  send(write, rows.rows());
  Block block;
  while (true) {
    ReadingProcess::allow(options.block_seconds);
    if (!rows.next(block)) break;
    send(write, Hdf5Tag::block);
    send(write, static_cast<std::uint32_t>(block.rows()));
    for (std::size_t i = 0; i < rows.columns().size(); ++i) send_column(write, block.typed(i));
  }
  send(write, Hdf5Tag::end);
}

void send_error(const Write& write, ExitCode code, std::string_view message) {
  send(write, Hdf5Tag::error);
  send(write, code);
  send_text(write, message);
}

void work_of_child(const Write& write, const std::filesystem::path& path, const ReaderOptions& options) {
  ReadingProcess::allow(options.block_seconds);
  try {
    send_rows(write, path, options);
  } catch (const Error& error) {
    send_error(write, error.code(), error.what());
  } catch (const std::bad_alloc&) {
    send_error(write, ExitCode::bad_data,
               path.string() + ": takes more memory than there is; damaged, or its rows or chunks are too large");
  }
}

ReadingProcess start_child(const std::filesystem::path& path, const ReaderOptions& options) {
  const auto nobody_else = hdf5::keep_from_forking();
  return ReadingProcess([&](const Write& write) { work_of_child(write, path, options); });
}

}  // namespace

struct Hdf5Reader::State : ReaderState {
  State(const std::filesystem::path& path, const ReaderOptions& given) : options(given), file(path), child(start_child(path, options)) {
    file_bytes = file.bytes();
    modified = file.modified();
    receive_table();
  }

  void receive_table();
  bool next(Block& block);

  // Nothing that comes is trusted: it may be what a crash left.
  void take(void* into, std::size_t bytes);
  template <typename T>
  T take();
  template <typename T>
  void take_values(std::vector<T>& values, std::size_t count);
  std::string take_text();
  Hdf5Tag take_tag();
  TypedColumn take_column(ValueType type, std::size_t count, std::vector<std::string>& storage);
  [[noreturn]] void refuse() const { file.refuse("damaged: HDF5 cannot read it and fails; write it again"); }

  ReaderOptions options;
  TypedFile file;
  ReadingProcess child;
  std::uint64_t rows = 0;
};

void Hdf5Reader::State::take(void* into, std::size_t bytes) {
  if (!child.read(into, bytes)) refuse();
}

template <typename T>
T Hdf5Reader::State::take() {
  T value{};
  take(&value, sizeof value);
  return value;
}

template <typename T>
void Hdf5Reader::State::take_values(std::vector<T>& values, std::size_t count) {
  values.resize(count);
  take(values.data(), count * sizeof(T));
}

std::string Hdf5Reader::State::take_text() {
  const auto size = take<std::uint32_t>();
  if (size > longest_word) refuse();
  std::string text(size, '\0');
  take(text.data(), size);
  return text;
}

Hdf5Tag Hdf5Reader::State::take_tag() {
  const auto tag = take<Hdf5Tag>();
  if (tag != Hdf5Tag::error) return tag;
  const auto code = take<ExitCode>();
  throw Error(code, take_text());
}

void Hdf5Reader::State::receive_table() {
  if (take_tag() != Hdf5Tag::table) refuse();
  for (auto left = take<std::uint32_t>(); left > 0; --left) {
    types.push_back(take<ValueType>());
    if (types.back() < ValueType::integer || types.back() > ValueType::text) refuse();
    columns.push_back(take_text());
  }
  file.check_columns(columns);
  rows = take<std::uint64_t>();
  if (rows == 0) refuse();
}

TypedColumn Hdf5Reader::State::take_column(ValueType type, std::size_t count, std::vector<std::string>& storage) {
  TypedColumn column;
  column.type = type;
  if (take<char>() == '1') take_values(column.null, count);
  if (type == ValueType::floating) {
    take_values(column.floats, count);
  } else if (type != ValueType::text) {
    take_values(column.integers, count);
  } else {
    std::vector<std::uint32_t> lengths;
    take_values(lengths, count);
    std::uint64_t sum = 0;
    for (const std::uint32_t length : lengths) sum += length;
    if (sum > most_text_bytes + options.block_bytes + options.max_row_bytes) refuse();
    std::string& bytes = storage.emplace_back(sum, '\0');
    take(bytes.data(), sum);
    std::string_view left = bytes;
    for (const std::uint32_t length : lengths) {
      column.texts.push_back(left.substr(0, length));
      left.remove_prefix(length);
    }
  }
  return column;
}

bool Hdf5Reader::State::next(Block& block) {
  const Hdf5Tag tag = rows_read < rows ? take_tag() : Hdf5Tag::end;
  if (tag == Hdf5Tag::end && rows_read == rows) {
    file.check_unchanged();
    return false;
  }
  if (tag != Hdf5Tag::block) refuse();
  const auto count = take<std::uint32_t>();
  if (count == 0 || count > rows - rows_read || count > rows_of_block(options.block_bytes, 1, columns.size())) refuse();
  const auto storage = std::make_shared<std::vector<std::string>>();
  storage->reserve(columns.size());  // a text moved may lie elsewhere
  std::vector<TypedColumn> values;
  for (const ValueType type : types) values.push_back(take_column(type, count, *storage));
  block = Block(rows_read, count, std::move(values), storage);
  rows_read += count;
  bytes_read = file.share(rows_read, rows);
  return true;
}

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path, const ReaderOptions& options) : state_(std::make_unique<State>(path, options)) {}

Hdf5Reader::~Hdf5Reader() = default;

const ReaderState& Hdf5Reader::state() const noexcept { return *state_; }

bool Hdf5Reader::next(Block& block) { return state_->next(block); }

}  // namespace trainyard::source
