#include "host/dataset/shard_file.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "host/dataset/converter.hpp"
#include "host/dataset/stored_values.hpp"
#include "host/error/error.hpp"
#include "host/hdf5/hdf5.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::uint64_t most_categories = std::uint64_t{1} << 31;
// HDF5 creates files that everyone may read; the other files of a dataset are 0640.
constexpr auto not_for_others = std::filesystem::perms::group_write | std::filesystem::perms::others_all;
constexpr const char* shard_format = "trainyard-shard-2";
constexpr const char* time_units = "microseconds since 1970-01-01T00:00:00Z";

void write_ids(hid_t file, const std::vector<RowId>& ids, const Packing& packing) {
  std::vector<std::uint64_t> part(ids.size());
  std::ranges::transform(ids, part.begin(), &RowId::source);
  write_counts(file, "/rows/source", part, packing);
  std::ranges::transform(ids, part.begin(), &RowId::number);
  write_counts(file, "/rows/number", part, packing);
}

void write_values(hid_t file, const std::string& path, const Field& field, const Values& values, const Packing& packing) {
  if (const auto* floats = std::get_if<std::vector<double>>(&values)) return write_floats(file, path, *floats, field.single, packing);
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) return write_integers(file, path, *integers, packing);
  if (const auto* codes = std::get_if<std::vector<std::int32_t>>(&values)) return write_codes(file, path, *codes, packing);
  if (const auto* booleans = std::get_if<std::vector<std::int8_t>>(&values)) return write_booleans(file, path, *booleans, packing);
  hdf5::write_texts(file, path, std::get<std::vector<std::string>>(values), packing.deflate);
}

void write_column(hid_t file, const Field& field, const Values& values, const Packing& packing) {
  const std::string path = "/columns/" + hdf5::link_name(field.name);
  write_values(file, path, field, values, packing);
  hdf5::Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "opening");
  hdf5::write_attribute(dataset, "name", field.name);
  hdf5::write_attribute(dataset, "type", std::string(type_name(field.type)));
  if (is_time(field.type)) hdf5::write_attribute(dataset, "units", std::string(time_units));
  dataset.close();
}

void write_file(const std::string& path, const ShardIdentity& identity, const std::vector<Field>& fields, const Batch& batch,
                const std::vector<std::vector<std::string>>& dictionaries, const Packing& packing) {
  hdf5::Id file = hdf5::create_file(path);
  std::filesystem::permissions(path, not_for_others, std::filesystem::perm_options::remove);
  hdf5::Id root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "opening the root");
  hdf5::write_attribute(root, "format", std::string(shard_format));
  hdf5::write_attribute(root, "version", identity.version);
  hdf5::write_attribute(root, "index", identity.index);
  hdf5::write_attribute(root, "first_row", identity.first_row);
  hdf5::write_attribute(root, "rows", identity.rows);
  root.close();
  for (const char* group : {"/columns", "/dictionaries", "/rows"}) hdf5::create_group(file, group);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    write_column(file, fields[i], batch.columns[i], packing);
    if (fields[i].type == ColumnType::category)
      hdf5::write_texts(file, "/dictionaries/" + hdf5::link_name(fields[i].name), dictionaries[i], packing.deflate);
  }
  write_ids(file, batch.ids, packing);
  hdf5::checked(H5Fflush(file, H5F_SCOPE_LOCAL), "flushing");
  file.close();
}

void check_identity(hid_t file, const ShardIdentity& identity) {
  const hdf5::Id root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "opening the root");
  if (hdf5::read_text_attribute(root, "format") != shard_format) throw hdf5::Failure("not a shard of this format");
  if (hdf5::read_text_attribute(root, "version") != identity.version || hdf5::read_number_attribute(root, "index") != identity.index ||
      hdf5::read_number_attribute(root, "first_row") != identity.first_row || hdf5::read_number_attribute(root, "rows") != identity.rows) {
    throw hdf5::Failure("another shard than dataset.json says");
  }
}

Values read_values(hid_t file, const std::string& path, ColumnType type, std::uint64_t rows, hdf5::Range range) {
  switch (type) {
    case ColumnType::floating:
      return read_floats(file, path, rows, range);
    case ColumnType::integer:
    case ColumnType::timestamp:
    case ColumnType::date:
      return read_integers(file, path, rows, range);
    case ColumnType::category:
      return read_codes(file, path, rows, range);
    case ColumnType::boolean:
      return read_booleans(file, path, rows, range);
    case ColumnType::text:
      break;
  }
  hdf5::open_dataset(file, path, rows).close();
  return hdf5::read_texts(file, path, rows, longest_category, range);
}

void check_codes(const std::vector<std::int32_t>& codes, std::size_t texts) {
  const auto stray = std::find_if(codes.begin(), codes.end(), [&](std::int32_t code) {
    return code < missing_code || (code >= 0 && static_cast<std::size_t>(code) >= texts);
  });
  if (stray != codes.end()) throw hdf5::Failure("code " + std::to_string(*stray) + " has no text");
}

// The texts that the shard's codes stand for, which must be a beginning of `dictionary`; how many they are.
std::size_t read_dictionary(hid_t file, const Field& field, const std::vector<std::string>& dictionary) {
  const auto texts = hdf5::read_texts(file, "/dictionaries/" + hdf5::link_name(field.name), dictionary.size(), longest_category);
  if (!std::equal(texts.begin(), texts.end(), dictionary.begin())) throw hdf5::Failure("its dictionary differs from the last shard's");
  return texts.size();
}

// `texts`: what read_dictionary() said.
Values read_column(hid_t file, const Field& field, std::uint64_t rows, hdf5::Range range, std::size_t texts) {
  Values values = read_values(file, "/columns/" + hdf5::link_name(field.name), field.type, rows, range);
  if (const auto* booleans = std::get_if<std::vector<std::int8_t>>(&values)) {
    if (std::any_of(booleans->begin(), booleans->end(), [](std::int8_t value) { return value < -1 || value > 1; })) {
      throw hdf5::Failure("neither true, false nor missing");
    }
  }
  if (field.type == ColumnType::category) check_codes(std::get<std::vector<std::int32_t>>(values), texts);
  return values;
}

Values read_whole_column(hid_t file, const Field& field, std::uint64_t rows, const std::vector<std::string>& dictionary) {
  return read_column(file, field, rows, {0, rows}, field.type == ColumnType::category ? read_dictionary(file, field, dictionary) : 0);
}

bool same_bytes(const std::vector<std::string>& a, const std::vector<std::string>& b) { return a == b; }

template <typename T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool same_values(const Values& a, const Values& b) {
  return std::visit([&](const auto& values) { return same_bytes(values, std::get<std::decay_t<decltype(values)>>(b)); }, a);
}

// Whether the file holds the batch, reading one column at a time.
bool holds(const std::string& path, const ShardIdentity& identity, const std::vector<Field>& fields, const Batch& batch,
           const std::vector<std::vector<std::string>>& dictionaries, std::string& at) {
  hdf5::Id file = hdf5::open_file(path);
  check_identity(file, identity);
  bool same = true;
  for (std::size_t i = 0; same && i < fields.size(); ++i) {
    at = "column '" + fields[i].name + "': ";
    same = same_values(batch.columns[i], read_whole_column(file, fields[i], identity.rows, dictionaries[i]));
  }
  at = "row numbers: ";
  const auto matches = [&](const char* rows, const auto& part) {
    return std::ranges::equal(read_counts(file, rows, identity.rows, {0, identity.rows}), batch.ids, std::equal_to<std::uint64_t>(), {},
                              part);
  };
  same = same && matches("/rows/source", &RowId::source) && matches("/rows/number", &RowId::number);
  at = "";
  file.close();
  return same;
}

}  // namespace

void write_shard(const std::filesystem::path& path, const ShardIdentity& identity, const std::vector<Field>& fields, const Batch& batch,
                 const std::vector<std::vector<std::string>>& dictionaries, const Packing& packing, const std::function<void()>& written) {
  const auto whole = hdf5::keep_from_forking();  // a source file may be opened meanwhile
  hdf5::silence();
  std::string at;
  try {
    write_file(path.string(), identity, fields, batch, dictionaries, packing);
    if (written) written();
    if (holds(path.string(), identity, fields, batch, dictionaries, at)) return;
  } catch (const hdf5::Failure& failure) {
    throw Error(ExitCode::io, path.string() + ": shard cannot be written (is the disk full?): " + at + failure.what());
  }
  throw Error(ExitCode::io, path.string() + ": shard reads back other values than were written; the disk or its connection is faulty");
}

namespace {

// Runs `read` with the part being read to name, and makes an Error of what HDF5 says.
template <class Read>
auto reading(const std::filesystem::path& path, const Read& read) {
  hdf5::silence();
  std::string at;
  try {
    return read(at);
  } catch (const hdf5::Failure& failure) {
    throw Error(ExitCode::bad_data, path.string() + ": " + at + "damaged: " + failure.what() +
                                        "; remove the dataset's folder to have it made again from its sources");
  }
}

}  // namespace

ShardReader::ShardReader(std::filesystem::path path, const ShardIdentity& identity, std::vector<Field> fields,
                         const std::vector<const Dictionary*>& dictionaries)
    : path_(std::move(path)),
      rows_(identity.rows),
      fields_(std::move(fields)),
      file_(reading(path_, [&](std::string&) { return hdf5::open_file(path_.string()); })) {
  reading(path_, [&](std::string& at) {
    check_identity(file_, identity);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      at = "column '" + fields_[i].name + "': ";
      texts_.push_back(fields_[i].type == ColumnType::category ? read_dictionary(file_, fields_[i], *dictionaries[i]) : 0);
    }
    return 0;
  });
}

Batch ShardReader::read(std::uint64_t first, std::uint64_t count) const {
  return reading(path_, [&](std::string& at) {
    Batch batch;
    const hdf5::Range range{first, count};
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      at = "column '" + fields_[i].name + "': ";
      batch.columns.push_back(read_column(file_, fields_[i], rows_, range, texts_[i]));
    }
    at = "row numbers: ";
    const auto sources = read_counts(file_, "/rows/source", rows_, range);
    const auto numbers = read_counts(file_, "/rows/number", rows_, range);
    batch.ids.reserve(sources.size());
    for (std::size_t row = 0; row < sources.size(); ++row) batch.ids.push_back({static_cast<std::uint32_t>(sources[row]), numbers[row]});
    return batch;
  });
}

void ShardReader::close() {
  reading(path_, [&](std::string&) { return file_.close(), 0; });
}

Batch read_shard(const std::filesystem::path& path, const ShardIdentity& identity, const std::vector<Field>& fields,
                 const std::vector<std::vector<std::string>>& dictionaries) {
  std::vector<const Dictionary*> of_fields;
  of_fields.reserve(dictionaries.size());
  for (const auto& dictionary : dictionaries) of_fields.push_back(&dictionary);
  ShardReader reader(path, identity, fields, of_fields);
  Batch batch = reader.read(0, identity.rows);
  reader.close();
  return batch;
}

std::vector<std::vector<std::string>> read_dictionaries(const std::filesystem::path& path, const std::vector<Field>& fields) {
  return reading(path, [&](std::string& at) {
    hdf5::Id file = hdf5::open_file(path.string());
    std::vector<std::vector<std::string>> dictionaries(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].type != ColumnType::category) continue;
      at = "column '" + fields[i].name + "': ";
      dictionaries[i] = hdf5::read_texts(file, "/dictionaries/" + hdf5::link_name(fields[i].name), most_categories, longest_category);
    }
    file.close();
    return dictionaries;
  });
}

Values read_shard_column(const std::filesystem::path& path, const ShardIdentity& identity, const Field& field,
                         const std::vector<std::string>& dictionary) {
  return reading(path, [&](std::string& at) {
    hdf5::Id file = hdf5::open_file(path.string());
    check_identity(file, identity);
    at = "column '" + field.name + "': ";
    Values values = read_whole_column(file, field, identity.rows, dictionary);
    at = "";
    file.close();
    return values;
  });
}

}  // namespace trainyard::dataset
