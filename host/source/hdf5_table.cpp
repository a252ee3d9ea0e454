#include "host/source/hdf5_table.hpp"

#include <algorithm>
#include <limits>
#include <memory_resource>
#include <optional>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/hdf5_layout.hpp"

namespace trainyard::source {
namespace {

using hdf5::checked;
using hdf5::Id;

constexpr std::size_t most_text_bytes = std::size_t{1} << 30;  // of a block's texts of variable length

/// What a block's texts point into.
struct Storage {
  std::pmr::monotonic_buffer_resource variable;
  std::vector<std::vector<char>> fixed;
  std::vector<std::shared_ptr<const std::vector<std::string>>> dictionaries;
};

/// Gives HDF5 memory for texts of variable length, whose lengths a damaged file may state at will.
struct TextMemory {
  Storage* storage;
  std::size_t longest, left;
  bool exhausted = false;

  static void* allocate(std::size_t bytes, void* given) {
    auto& self = *static_cast<TextMemory*>(given);
    if (bytes > self.longest || bytes > self.left) {
      self.exhausted = true;
      return nullptr;
    }
    self.left -= bytes;
    try {
      return self.storage->variable.allocate(bytes, 1);
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
  }
  static void release(void*, void*) {}  // with the storage
};

std::string_view unpadded(std::string_view text, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM) return text.substr(0, text.find('\0'));
  return text.substr(0, text.find_last_not_of(padding == H5T_STR_SPACEPAD ? ' ' : '\0') + 1);
}

}  // namespace

struct Hdf5Reader::State {
  State(const std::filesystem::path& path, ReaderOptions given) : options(std::move(given)), file(path) {}

  template <typename Work>
  auto guarded(Work work) const;
  void find_columns();
  bool next(Block& block);

  void read(const Hdf5Column& column, std::size_t count, void* into, hid_t transfer = H5P_DEFAULT) const;
  TypedColumn read_column(const Hdf5Column& column, std::size_t count, Storage& storage) const;
  void read_integers(const Hdf5Column& column, std::size_t count, TypedColumn& values) const;
  void read_naturals(const Hdf5Column& column, std::size_t count, TypedColumn& values) const;
  void read_flags(const Hdf5Column& column, std::size_t count, TypedColumn& values) const;
  void read_codes(const Hdf5Column& column, std::size_t count, Storage& storage, TypedColumn& values) const;
  void read_fixed_texts(const Hdf5Column& column, std::size_t count, Storage& storage, TypedColumn& values) const;
  void read_variable_texts(const Hdf5Column& column, std::size_t count, Storage& storage, TypedColumn& values) const;
  void check_booleans(const Hdf5Column& column, const TypedColumn& values) const;

  ReaderOptions options;
  TypedFile file;
  std::optional<Hdf5Table> table;
  std::vector<std::string> columns;
  std::size_t rows_of_block = 1;
  std::uint64_t rows_read = 0;
};

template <typename Work>
auto Hdf5Reader::State::guarded(Work work) const {
  hdf5::silence();
  try {
    return work();
  } catch (const hdf5::Failure& failure) {
    const std::string reason = one_line(failure.what());
    if (reason.find("already open for") != std::string::npos) {
      file.refuse("is still open for writing, or its writer was killed; let it finish, or write the file again (" + reason + ")");
    }
    file.refuse("damaged: " + reason + "; write it again");
  }
}

void Hdf5Reader::State::find_columns() {
  table.emplace(find_table(file, options.max_row_bytes));
  for (const Hdf5Column& column : table->columns) columns.push_back(column.name);
  file.check_columns(columns);
  rows_of_block = source::rows_of_block(options.block_bytes, table->bytes_of_row, columns.size());
}

bool Hdf5Reader::State::next(Block& block) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(rows_of_block, table->rows - rows_read));
  if (count == 0) {
    file.check_unchanged();
    return false;
  }
  const auto storage = std::make_shared<Storage>();
  std::vector<TypedColumn> values;
  for (const Hdf5Column& column : table->columns) values.push_back(read_column(column, count, *storage));
  block = Block(rows_read, count, std::move(values), storage);
  rows_read += count;
  return true;
}

void Hdf5Reader::State::read(const Hdf5Column& column, std::size_t count, void* into, hid_t transfer) const {
  const hid_t dataset = table->datasets[column.dataset];
  const Id there(H5Dget_space(dataset), H5Sclose, "reading the shape");
  const hsize_t first = rows_read, size = count;
  checked(H5Sselect_hyperslab(there, H5S_SELECT_SET, &first, nullptr, &size, nullptr), "choosing rows");
  const Id here(H5Screate_simple(1, &size, nullptr), H5Sclose, "preparing");
  try {
    checked(H5Dread(dataset, column.memory_type, here, there, transfer, into), "reading");
  } catch (const hdf5::Failure& failure) {
    throw hdf5::Failure("column '" + column.name + "', data rows from " + std::to_string(first + 1) + ": " + failure.what());
  }
}

TypedColumn Hdf5Reader::State::read_column(const Hdf5Column& column, std::size_t count, Storage& storage) const {
  TypedColumn values;
  values.type = column.type;
  switch (column.coding) {
    case Hdf5Coding::integer:
      read_integers(column, count, values);
      break;
    case Hdf5Coding::natural:
      read_naturals(column, count, values);
      break;
    case Hdf5Coding::flag:
      read_flags(column, count, values);
      break;
    case Hdf5Coding::code:
      read_codes(column, count, storage, values);
      break;
    case Hdf5Coding::fixed_text:
      read_fixed_texts(column, count, storage, values);
      break;
    case Hdf5Coding::variable_text:
      read_variable_texts(column, count, storage, values);
      break;
    case Hdf5Coding::floating:
      values.floats.resize(count);
      read(column, count, values.floats.data());
      break;
  }
  return values;
}

void Hdf5Reader::State::read_integers(const Hdf5Column& column, std::size_t count, TypedColumn& values) const {
  values.integers.resize(count);
  read(column, count, values.integers.data());
  if (column.missing) {
    for (std::size_t row = 0; row < count; ++row) {
      if (values.integers[row] != *column.missing) continue;
      values.null.resize(count);
      values.null[row] = 1;
      values.integers[row] = 0;
    }
  }
  if (column.type == ValueType::boolean) check_booleans(column, values);
}

void Hdf5Reader::State::check_booleans(const Hdf5Column& column, const TypedColumn& values) const {
  for (std::size_t row = 0; row < values.integers.size(); ++row) {
    const std::int64_t value = values.integers[row];
    if (value != 0 && value != 1) file.refuse(column.name, rows_read + row + 1, std::to_string(value) + " is neither true nor false");
  }
}

void Hdf5Reader::State::read_naturals(const Hdf5Column& column, std::size_t count, TypedColumn& values) const {
  std::vector<std::uint64_t> naturals(count);
  read(column, count, naturals.data());
  for (std::size_t row = 0; row < count; ++row) {
    if (naturals[row] <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) continue;
    file.refuse(column.name, rows_read + row + 1,
                std::to_string(naturals[row]) + " is beyond 64-bit integers; store the column as text if it is an identifier");
  }
  values.integers.assign(naturals.begin(), naturals.end());
}

void Hdf5Reader::State::read_flags(const Hdf5Column& column, std::size_t count, TypedColumn& values) const {
  std::vector<std::uint8_t> flags(count);
  read(column, count, flags.data());
  values.integers.assign(flags.begin(), flags.end());
  check_booleans(column, values);
}

void Hdf5Reader::State::read_codes(const Hdf5Column& column, std::size_t count, Storage& storage, TypedColumn& values) const {
  read_integers(column, count, values);
  const std::vector<std::string>& texts = *column.dictionary;
  values.texts.resize(count);
  for (std::size_t row = 0; row < count; ++row) {
    if (!values.null.empty() && values.null[row] != 0) continue;
    const std::int64_t code = values.integers[row];
    if (code < 0 || static_cast<std::uint64_t>(code) >= texts.size()) {
      file.refuse(column.name, rows_read + row + 1, "damaged: code " + std::to_string(code) + " has no text");
    }
    values.texts[row] = texts[static_cast<std::size_t>(code)];
  }
  values.integers.clear();
  storage.dictionaries.push_back(column.dictionary);
}

void Hdf5Reader::State::read_fixed_texts(const Hdf5Column& column, std::size_t count, Storage& storage, TypedColumn& values) const {
  std::vector<char>& bytes = storage.fixed.emplace_back(count * column.width);
  read(column, count, bytes.data());
  for (std::size_t row = 0; row < count; ++row) {
    values.texts.push_back(unpadded({bytes.data() + row * column.width, column.width}, column.padding));
  }
}

void Hdf5Reader::State::read_variable_texts(const Hdf5Column& column, std::size_t count, Storage& storage, TypedColumn& values) const {
  // Such texts are never compressed: together they are no longer than the file, but for the zero that ends each in memory.
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(file.bytes() + count, most_text_bytes));
  TextMemory memory{&storage, options.max_row_bytes, most};
  const Id transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "preparing");
  checked(H5Pset_vlen_mem_manager(transfer, TextMemory::allocate, &memory, TextMemory::release, nullptr), "preparing");
  std::vector<const char*> texts(count);
  try {
    read(column, count, texts.data(), transfer);
  } catch (const hdf5::Failure&) {
    if (!memory.exhausted) throw;
    file.refuse(column.name, 0,
                "damaged, or a text is longer than " + std::to_string(options.max_row_bytes) + " bytes, or those of " +
                    std::to_string(count) + " rows than " + std::to_string(most));
  }
  for (const char* text : texts) values.texts.push_back(text == nullptr ? std::string_view() : std::string_view(text));
}

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path, ReaderOptions options)
    : state_(std::make_unique<State>(path, std::move(options))) {
  state_->guarded([&] { state_->find_columns(); });
}

Hdf5Reader::~Hdf5Reader() = default;

const std::vector<std::string>& Hdf5Reader::columns() const noexcept { return state_->columns; }

std::vector<ValueType> Hdf5Reader::types() const {
  std::vector<ValueType> types;
  for (const Hdf5Column& column : state_->table->columns) types.push_back(column.type);
  return types;
}

std::uint64_t Hdf5Reader::bytes() const noexcept { return state_->file.bytes(); }
std::uint64_t Hdf5Reader::rows_read() const noexcept { return state_->rows_read; }
const std::string& Hdf5Reader::modified() const noexcept { return state_->file.modified(); }

std::uint64_t Hdf5Reader::bytes_read() const noexcept {
  const double share = static_cast<double>(state_->rows_read) / static_cast<double>(state_->table->rows);
  return static_cast<std::uint64_t>(static_cast<double>(state_->file.bytes()) * share);
}

bool Hdf5Reader::next(Block& block) {
  return state_->guarded([&] { return state_->next(block); });
}

}  // namespace trainyard::source
