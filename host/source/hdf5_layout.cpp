#include "host/source/hdf5_layout.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "host/hdf5/plugins.hpp"
#include "host/source/hdf5_type.hpp"

namespace trainyard::source {
namespace {

using hdf5::checked;
using hdf5::Id;

constexpr std::uint64_t most_chunk_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t most_dictionary_bytes = std::uint64_t{4} << 30;
constexpr std::string_view known_layouts =
    "known layouts: one dataset of one dimension per column, all in the root or all in the only group; one compound dataset whose fields "
    "are the columns; a shard of a dataset that trainyard made";
constexpr std::string_view shard_format = "trainyard-shard-2";
constexpr std::size_t longest_category = std::size_t{1} << 20;

struct Contents {
  std::vector<std::string> datasets, groups;
};

struct Link {
  std::string name;
  H5L_type_t type;
};

herr_t keep_link(hid_t, const char* name, const H5L_info_t* link, void* into) {
  static_cast<std::vector<Link>*>(into)->push_back({name, link->type});
  return 0;
}

/// Goes through the file once, from the root to the columns.
class Finder {
 public:
  Finder(const TypedFile& file, std::size_t longest_row)
      : file_(file), longest_row_(longest_row), why_no_plugins_(hdf5::restrict_plugins()), table_{hdf5::open_file(file.path().string())} {}

  Hdf5Table find() {
    const Id root(H5Gopen2(table_.file, "/", H5P_DEFAULT), H5Gclose, "opening the root");
    if (is_shard(root)) {
      find_shard(root);
    } else {
      find_foreign(root);
    }
    if (!any_rows_) file_.refuse("has no rows; give at least one");
    if (table_.bytes_of_row > longest_row_) {
      file_.refuse("a row takes " + std::to_string(table_.bytes_of_row) + " bytes, more than " + std::to_string(longest_row_) +
                   "; damaged, or texts are stored in far too wide a field");
    }
    if (has_variable_text_) table_.bytes_of_row += file_.bytes() / table_.rows;
    return std::move(table_);
  }

 private:
  static bool is_shard(hid_t root) {
    if (H5Aexists(root, "format") <= 0) return false;
    try {
      return hdf5::read_text_attribute(root, "format") == shard_format;
    } catch (const hdf5::Failure&) {
      return false;  // an attribute of someone else's
    }
  }

  Contents contents_of(hid_t group) const;
  void find_foreign(hid_t root);
  void find_shard(hid_t root);
  void add_shard_column(hid_t group, const std::string& link);
  std::shared_ptr<const std::vector<std::string>> read_dictionary(const std::string& link) const;

  std::size_t open_dataset(hid_t group, const std::string& name);
  void check_place(const std::string& name, hid_t creation) const;
  void check_rows(const std::string& name, hid_t dataset);
  void check_filters(const std::string& name, hid_t creation) const;
  void check_stored(const std::string& name, hid_t dataset, hid_t creation) const;
  std::size_t chunk_cache(const std::string& name, hid_t dataset, hid_t creation);

  void add_columns(std::size_t dataset, const std::string& name, bool alone);
  void add_field(std::size_t dataset, hid_t compound, unsigned field);
  Hdf5Column column(std::size_t dataset, const std::string& name, hid_t type);
  void add(Hdf5Column column);

  const TypedFile& file_;
  std::size_t longest_row_;
  std::string why_no_plugins_;
  Hdf5Table table_;
  std::uint64_t chunk_bytes_ = 0;  // held at a time, over all datasets
  bool any_rows_ = false, has_variable_text_ = false;
};

// Nothing outside the file is followed.
Contents Finder::contents_of(hid_t group) const {
  const Id creation(H5Gget_create_plist(group), H5Pclose, "reading a group");
  unsigned order = 0;
  checked(H5Pget_link_creation_order(creation, &order), "reading a group");
  std::vector<Link> links;
  const H5_index_t by = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  checked(H5Literate(group, by, H5_ITER_INC, nullptr, keep_link, &links), "listing a group");
  Contents contents;
  for (const auto& [name, type] : links) {
    if (type != H5L_TYPE_HARD) {
      file_.refuse("'" + one_line(name) + "' is a link to another place" + (type == H5L_TYPE_EXTERNAL ? " in another file" : "") +
                   "; links are not followed, write the data itself into the file");
    }
    const Id object(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, "opening");
    const H5I_type_t kind = H5Iget_type(object);
    if (kind == H5I_DATASET) contents.datasets.push_back(name);
    if (kind == H5I_GROUP && !name.starts_with("_i_")) contents.groups.push_back(name);  // PyTables keeps indexes in _i_…
  }
  return contents;
}

void Finder::find_foreign(hid_t root) {
  const Contents top = contents_of(root);
  const bool below = top.datasets.empty() && top.groups.size() == 1;
  const Id group(H5Gopen2(root, below ? top.groups[0].c_str() : ".", H5P_DEFAULT), H5Gclose, "opening a group");
  const Contents contents = below ? contents_of(group) : top;
  if (contents.datasets.empty() || !contents.groups.empty()) {
    file_.refuse("has " + std::to_string(contents.datasets.size()) + " datasets and " + std::to_string(contents.groups.size()) +
                 " groups where its table should be; " + std::string(known_layouts));
  }
  for (const std::string& name : contents.datasets) add_columns(open_dataset(group, name), name, contents.datasets.size() == 1);
}

void Finder::find_shard(hid_t root) {
  const Id group(H5Gopen2(root, "columns", H5P_DEFAULT), H5Gclose, "opening the columns");
  const Contents contents = contents_of(group);
  for (const std::string& link : contents.datasets) add_shard_column(group, link);
  if (hdf5::read_number_attribute(root, "rows") != table_.rows) file_.refuse("damaged: its columns have other rows than it states");
}

void Finder::add_shard_column(hid_t group, const std::string& link) {
  const std::size_t dataset = open_dataset(group, link);
  const hid_t opened = table_.datasets[dataset];
  const Id stored(H5Dget_type(opened), H5Tclose, "reading a type");
  const std::string type = hdf5::read_text_attribute(opened, "type");
  Hdf5Column made = column(dataset, hdf5::read_text_attribute(opened, "name"), stored);
  const bool is_time = type == "timestamp" || type == "date";
  const auto coding = type == "float" ? Hdf5Coding::floating : type == "text" ? Hdf5Coding::fixed_text : Hdf5Coding::integer;
  if (made.coding != coding) file_.refuse(made.name, 0, "damaged: its values are not of the type it states, '" + one_line(type) + "'");
  if (type == "integer" || is_time) {
    made.missing = std::numeric_limits<std::int64_t>::min() >> (64 - 8 * H5Tget_size(stored));
    if (is_time) made.type = ValueType::timestamp;
  } else if (type == "boolean") {
    made.missing = -1;
    made.type = ValueType::boolean;
  } else if (type == "category") {
    made.missing = -1;
    made.type = ValueType::text;
    made.coding = Hdf5Coding::code;
    made.dictionary = read_dictionary(link);
  } else if (type != "float" && type != "text") {
    file_.refuse(made.name, 0, "is of type '" + one_line(type) + "', which this version does not know");
  }
  add(std::move(made));
}

// A shard's dictionaries are no larger than the file, or than what deflate, which shrinks to no less than a 1032nd, can make of it.
std::shared_ptr<const std::vector<std::string>> Finder::read_dictionary(const std::string& link) const {
  const std::string path = "/dictionaries/" + link;
  const Id dataset(H5Dopen2(table_.file, path.c_str(), H5P_DEFAULT), H5Dclose, "opening a dictionary");
  const Id creation(H5Dget_create_plist(dataset), H5Pclose, "reading a dictionary");
  check_place(path, creation);
  const Id space(H5Dget_space(dataset), H5Sclose, "reading a dictionary");
  const Id type(H5Dget_type(dataset), H5Tclose, "reading a dictionary");
  const auto texts = static_cast<std::uint64_t>(std::max<hssize_t>(H5Sget_simple_extent_npoints(space), 0));
  const bool deflated = checked(H5Pget_nfilters(creation), "reading the filters") > 1;
  const std::uint64_t most = std::min(most_dictionary_bytes, file_.bytes() * (deflated ? 1032 : 1));
  if (texts > most || texts * std::min(H5Tget_size(type), longest_category) > most) {
    file_.refuse(link, 0, "damaged: its dictionary is larger than the file can hold");
  }
  return std::make_shared<const std::vector<std::string>>(hdf5::read_texts(table_.file, path, texts, longest_category));
}

// Opens it once to check it, and again with a cache that holds a chunk.
std::size_t Finder::open_dataset(hid_t group, const std::string& name) {
  Id dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "opening a dataset");
  const Id creation(H5Dget_create_plist(dataset), H5Pclose, "reading a dataset");
  check_place(name, creation);
  check_rows(name, dataset);
  check_filters(name, creation);
  check_stored(name, dataset, creation);
  const Id access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, "preparing");
  checked(H5Pset_chunk_cache(access, 521, chunk_cache(name, dataset, creation), 1), "preparing");
  dataset.close();
  table_.datasets.emplace_back(H5Dopen2(group, name.c_str(), access), H5Dclose, "opening a dataset");
  return table_.datasets.size() - 1;
}

void Finder::check_place(const std::string& name, hid_t creation) const {
  if (checked(H5Pget_layout(creation), "reading a layout") == H5D_VIRTUAL) {
    file_.refuse(name, 0, "a virtual dataset, made of other files; write the data itself into the file");
  }
  if (checked(H5Pget_external_count(creation), "reading a layout") > 0) {
    file_.refuse(name, 0, "its values lie outside the file; write the data itself into the file");
  }
}

void Finder::check_rows(const std::string& name, hid_t dataset) {
  const Id space(H5Dget_space(dataset), H5Sclose, "reading the shape");
  const int dimensions = checked(H5Sget_simple_extent_ndims(space), "reading the shape");
  if (dimensions != 1 || H5Sget_simple_extent_type(space) != H5S_SIMPLE) {
    file_.refuse(name, 0, "has " + std::to_string(dimensions) + " dimensions, a column has one; " + std::string(known_layouts));
  }
  hsize_t rows = 0;
  checked(H5Sget_simple_extent_dims(space, &rows, nullptr), "reading the shape");
  if (!table_.datasets.empty() && rows != table_.rows) {
    file_.refuse(
        name, 0,
        "has " + std::to_string(rows) + " rows, the column before it has " + std::to_string(table_.rows) + "; columns have one length");
  }
  table_.rows = rows;
  any_rows_ = rows > 0;
}

void Finder::check_filters(const std::string& name, hid_t creation) const {
  const int filters = checked(H5Pget_nfilters(creation), "reading the filters");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, settings = 0;
    std::size_t values = 0;
    std::array<char, 64> label{};
    const H5Z_filter_t filter =
        H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr, label.size() - 1, label.data(), &settings);
    checked(filter, "reading the filters");
    if (H5Zfilter_avail(filter) > 0) continue;
    H5Eclear2(H5E_DEFAULT);
    file_.refuse(name, 0,
                 "is compressed by filter " + std::to_string(filter) + " ('" + one_line(label.data()) +
                     "'), which is not available; put its plug-in into a folder that only you can write to and name the folder in "
                     "HDF5_PLUGIN_PATH, or write the file with gzip" +
                     (why_no_plugins_.empty() ? "" : " (" + why_no_plugins_ + ")"));
  }
}

// A damaged or half-written file may state any number of rows: HDF5 would read those that are not there as zeros.
void Finder::check_stored(const std::string& name, hid_t dataset, hid_t creation) const {
  if (table_.rows == 0) return;
  const Id type(H5Dget_type(dataset), H5Tclose, "reading a type");
  const std::uint64_t size = std::max<std::size_t>(H5Tget_size(type), 1);
  bool whole = false;
  if (H5Pget_layout(creation) == H5D_CHUNKED) {
    const Id space(H5Dget_space(dataset), H5Sclose, "reading the shape");
    hsize_t chunk = 0, there = 0;
    checked(H5Pget_chunk(creation, 1, &chunk), "reading the chunks");
    checked(H5Dget_num_chunks(dataset, space, &there), "counting the chunks");
    whole = chunk > 0 && there == (table_.rows - 1) / chunk + 1;
  } else {
    // Texts of variable length take another size in the file than in memory.
    const std::uint64_t stored = H5Dget_storage_size(dataset);
    whole = stored <= file_.bytes() && table_.rows <= stored / size && (stored == table_.rows * size || has_variable_text(type));
    if (H5Pget_layout(creation) == H5D_CONTIGUOUS) whole = whole && H5Dget_offset(dataset) != HADDR_UNDEF;
  }
  if (!whole) {
    file_.refuse(name, 0,
                 "states " + std::to_string(table_.rows) +
                     " rows, but the file does not hold as many; it is damaged, or they "
                     "were never written: write it again");
  }
}

// Bytes for the cache: decompressing takes a whole chunk, and a chunk that is not kept is decompressed again for every block.
std::size_t Finder::chunk_cache(const std::string& name, hid_t dataset, hid_t creation) {
  constexpr std::size_t usual = std::size_t{1} << 20;
  if (H5Pget_layout(creation) != H5D_CHUNKED || H5Pget_nfilters(creation) == 0) return usual;
  const Id type(H5Dget_type(dataset), H5Tclose, "reading a type");
  hsize_t chunk = 0;
  checked(H5Pget_chunk(creation, 1, &chunk), "reading the chunks");
  // A chunk has less than 2^32 values and less than 2^32 bytes, or HDF5 would not have opened it.
  const std::uint64_t bytes = chunk * std::max<std::size_t>(H5Tget_size(type), 16);
  chunk_bytes_ += bytes;
  if (chunk_bytes_ > most_chunk_bytes) {
    file_.refuse(name, 0,
                 "its compressed chunks of " + std::to_string(chunk) + " rows, and those of the columns before it, take more than " +
                     std::to_string(most_chunk_bytes) + " bytes; write the file again with smaller chunks (h5repack -l CHUNK=65536)");
  }
  return std::max<std::size_t>(usual, bytes);
}

void Finder::add_columns(std::size_t dataset, const std::string& name, bool alone) {
  const Id type(H5Dget_type(table_.datasets[dataset]), H5Tclose, "reading a type");
  if (H5Tget_class(type) != H5T_COMPOUND) return add(column(dataset, name, type));
  if (!alone) file_.refuse(name, 0, "a compound dataset beside others; " + std::string(known_layouts));
  const auto fields = static_cast<unsigned>(checked(H5Tget_nmembers(type), "reading a type"));
  for (unsigned field = 0; field < fields; ++field) add_field(dataset, type, field);
}

void Finder::add_field(std::size_t dataset, hid_t compound, unsigned field) {
  const std::string name = field_name(compound, field);
  Hdf5Column made = column(dataset, name, field_type(compound, field));
  Id of_row(H5Tcreate(H5T_COMPOUND, made.width), H5Tclose, "preparing a type");
  checked(H5Tinsert(of_row, name.c_str(), 0, made.memory_type), "preparing a type");
  add({.name = std::move(made.name),
       .type = made.type,
       .coding = made.coding,
       .dataset = dataset,
       .memory_type = std::move(of_row),
       .width = made.width,
       .padding = made.padding});
}

Hdf5Column Finder::column(std::size_t dataset, const std::string& name, hid_t type) {
  auto made = column_of_type(type);
  if (!made) {
    file_.refuse(name, 0,
                 "its type is " + type_words(type) +
                     ", which cannot be read; leave it out of the file, or write it as numbers, "
                     "text or booleans");
  }
  made->name = name;
  made->dataset = dataset;
  return std::move(*made);
}

void Finder::add(Hdf5Column column) {
  table_.bytes_of_row += column.width + (column.type == ValueType::text ? sizeof(std::string_view) : 0);
  has_variable_text_ = has_variable_text_ || column.coding == Hdf5Coding::variable_text;
  table_.columns.push_back(std::move(column));
}

}  // namespace

Hdf5Table find_table(const TypedFile& file, std::size_t longest_row) { return Finder(file, longest_row).find(); }

}  // namespace trainyard::source
