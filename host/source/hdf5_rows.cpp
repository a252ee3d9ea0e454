#include "host/source/hdf5_rows.hpp"

#include <algorithm>
#include <limits>
#include <memory_resource>
#include <utility>

#include "host/error/error.hpp"

namespace trainyard::source {

/// What a block's texts point into.
struct Hdf5Storage {
  std::pmr::monotonic_buffer_resource variable;
  std::vector<std::vector<char>> fixed;
  std::vector<std::shared_ptr<const std::vector<std::string>>> dictionaries;
};

namespace {

using hdf5::checked;
using hdf5::Id;

constexpr std::size_t most_variable_bytes = std::size_t{1} << 30;  // of a block's texts of variable length

/// Gives HDF5 memory for texts of variable length, whose lengths a damaged file may state at will.
struct TextMemory {
  Hdf5Storage* storage;
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

template <typename Work>
auto Hdf5Rows::guarded(Work work) const {
  hdf5::silence();
  try {
    return work();
  } catch (const hdf5::Failure& failure) {
    const std::string reason = one_line(failure.what());
    if (reason.find("already open for") != std::string::npos) {
      file_.refuse("is still open for writing, or its writer was killed; let it finish, or write the file again (" + reason + ")");
    }
    if (reason.find("bad version number") != std::string::npos) {
      file_.refuse("damaged, or in a newer format than HDF5 1.10 reads (" + reason +
                   "); write it again, with h5py as libver=('v110', 'v110')");
    }
    file_.refuse("damaged: " + reason + "; write it again");
  }
}

void Hdf5Rows::find_columns() {
  table_.emplace(find_table(file_, options_.max_row_bytes));
  for (const Hdf5Column& column : table_->columns) columns_.push_back(column.name);
  file_.check_columns(columns_);
  rows_of_block_ = rows_of_block(options_.block_bytes, table_->bytes_of_row, columns_.size());
}

bool Hdf5Rows::next_rows(Block& block) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(rows_of_block_, table_->rows - rows_read_));
  if (count == 0) return false;
  const auto storage = std::make_shared<Hdf5Storage>();
  std::vector<TypedColumn> values;
  for (const Hdf5Column& column : table_->columns) values.push_back(read_column(column, count, *storage));
  block = Block(rows_read_, count, std::move(values), storage);
  rows_read_ += count;
  return true;
}

void Hdf5Rows::read(const Hdf5Column& column, std::size_t count, void* into, hid_t transfer) const {
  const hid_t dataset = table_->datasets[column.dataset];
  const Id there(H5Dget_space(dataset), H5Sclose, "reading the shape");
  const hsize_t first = rows_read_, size = count;
  checked(H5Sselect_hyperslab(there, H5S_SELECT_SET, &first, nullptr, &size, nullptr), "choosing rows");
  const Id here(H5Screate_simple(1, &size, nullptr), H5Sclose, "preparing");
  try {
    checked(H5Dread(dataset, column.memory_type, here, there, transfer, into), "reading");
  } catch (const hdf5::Failure& failure) {
    throw hdf5::Failure("column '" + column.name + "', data rows from " + std::to_string(first + 1) + ": " + failure.what());
  }
}

TypedColumn Hdf5Rows::read_column(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage) const {
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

void Hdf5Rows::read_integers(const Hdf5Column& column, std::size_t count, TypedColumn& values) const {
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

void Hdf5Rows::check_booleans(const Hdf5Column& column, const TypedColumn& values) const {
  for (std::size_t row = 0; row < values.integers.size(); ++row) {
    const std::int64_t value = values.integers[row];
    if (value != 0 && value != 1) file_.refuse(column.name, rows_read_ + row + 1, std::to_string(value) + " is neither true nor false");
  }
}

void Hdf5Rows::read_naturals(const Hdf5Column& column, std::size_t count, TypedColumn& values) const {
  std::vector<std::uint64_t> naturals(count);
  read(column, count, naturals.data());
  for (std::size_t row = 0; row < count; ++row) {
    if (naturals[row] <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) continue;
    file_.refuse(column.name, rows_read_ + row + 1,
                 std::to_string(naturals[row]) + " is beyond 64-bit integers; store the column as text if it is an identifier");
  }
  values.integers.assign(naturals.begin(), naturals.end());
}

void Hdf5Rows::read_flags(const Hdf5Column& column, std::size_t count, TypedColumn& values) const {
  std::vector<std::uint8_t> flags(count);
  read(column, count, flags.data());
  values.integers.assign(flags.begin(), flags.end());
  check_booleans(column, values);
}

void Hdf5Rows::read_codes(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage, TypedColumn& values) const {
  read_integers(column, count, values);
  const std::vector<std::string>& texts = *column.dictionary;
  values.texts.resize(count);
  for (std::size_t row = 0; row < count; ++row) {
    if (!values.null.empty() && values.null[row] != 0) continue;
    const std::int64_t code = values.integers[row];
    if (code < 0 || static_cast<std::uint64_t>(code) >= texts.size()) {
      file_.refuse(column.name, rows_read_ + row + 1, "damaged: code " + std::to_string(code) + " has no text");
    }
    values.texts[row] = texts[static_cast<std::size_t>(code)];
  }
  values.integers.clear();
  storage.dictionaries.push_back(column.dictionary);
}

void Hdf5Rows::read_fixed_texts(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage, TypedColumn& values) const {
  std::vector<char>& bytes = storage.fixed.emplace_back(count * column.width);
  read(column, count, bytes.data());
  for (std::size_t row = 0; row < count; ++row) {
    values.texts.push_back(unpadded({bytes.data() + row * column.width, column.width}, column.padding));
  }
}

void Hdf5Rows::read_variable_texts(const Hdf5Column& column, std::size_t count, Hdf5Storage& storage, TypedColumn& values) const {
  // Such texts are never compressed: together they are no longer than the file_, but for the zero that ends each in memory.
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(file_.bytes() + count, most_variable_bytes));
  TextMemory memory{&storage, options_.max_row_bytes, most};
  const Id transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "preparing");
  checked(H5Pset_vlen_mem_manager(transfer, TextMemory::allocate, &memory, TextMemory::release, nullptr), "preparing");
  std::vector<const char*> texts(count);
  try {
    read(column, count, texts.data(), transfer);
  } catch (const hdf5::Failure&) {
    if (!memory.exhausted) throw;
    file_.refuse(column.name, 0,
                 "damaged, or a text is longer than " + std::to_string(options_.max_row_bytes) + " bytes, or those of " +
                     std::to_string(count) + " rows than " + std::to_string(most));
  }
  for (const char* text : texts) values.texts.push_back(text == nullptr ? std::string_view() : std::string_view(text));
}

Hdf5Rows::Hdf5Rows(const std::filesystem::path& path, ReaderOptions options) : options_(std::move(options)), file_(path) {
  guarded([&] { find_columns(); });
}

std::vector<ValueType> Hdf5Rows::types() const {
  std::vector<ValueType> types;
  for (const Hdf5Column& column : table_->columns) types.push_back(column.type);
  return types;
}

bool Hdf5Rows::next(Block& block) {
  return guarded([&] { return next_rows(block); });
}

}  // namespace trainyard::source
