#include "host/hdf5/hdf5.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace trainyard::hdf5 {
namespace {

constexpr std::uint64_t rows_per_chunk = 65536;

// HDF5 describes a failed system call over two lines, with the time, the buffer's address and more: keeps what failed and the system's
// reason.
std::string shortened(const std::string& description) {
  constexpr std::string_view key = "error message = '";
  const auto at = description.find(key);
  if (at == std::string::npos) return description;
  const auto begin = at + key.size();
  return description.substr(0, description.find(':')) + ": " + description.substr(begin, description.find('\'', begin) - begin);
}

herr_t keep_description(unsigned, const H5E_error2_t* error, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (error->desc != nullptr && error->desc[0] != '\0') text = error->desc;
  return 0;
}

Id access_list() {
  Id list(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "preparing");
  checked(H5Pset_libver_bounds(list, H5F_LIBVER_V110, H5F_LIBVER_V110), "choosing the format");
  checked(H5Pset_file_locking(list, 0, 1), "doing without file locks");
  return list;
}

Id creation_list(std::uint64_t length, bool deflate) {
  Id list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "preparing");
  checked(H5Pset_obj_track_times(list, 0), "leaving out times");
  if (length == 0) return list;  // nothing to store, nothing to check
  const hsize_t chunk = std::min(length, rows_per_chunk);
  checked(H5Pset_chunk(list, 1, &chunk), "setting chunks");
  if (deflate) {
    checked(H5Pset_shuffle(list), "setting the shuffle");
    checked(H5Pset_deflate(list, 1), "setting the compression");
  }
  checked(H5Pset_fletcher32(list), "setting checksums");
  return list;
}

Id link_list() {
  Id list(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "preparing");
  checked(H5Pset_char_encoding(list, H5T_CSET_UTF8), "choosing UTF-8");
  return list;
}

Id scalar() { return {H5Screate(H5S_SCALAR), H5Sclose, "preparing"}; }

}  // namespace

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::unique_lock<std::mutex> keep_from_forking() {
  static std::mutex mutex;
  return std::unique_lock(mutex);
}

void fail(const std::string& doing) {
  std::string why;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_description, &why);  // the last one is the innermost: the cause
  H5Eclear2(H5E_DEFAULT);
  throw Failure(doing + (why.empty() ? "" : ": " + shortened(why)));
}

Id create_file(const std::string& path) {
  const Id creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "preparing");
  checked(H5Pset_obj_track_times(creation, 0), "leaving out times");
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access_list()), H5Fclose, "creating"};
}

void create_group(hid_t file, const char* path) {
  const Id creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "preparing");
  checked(H5Pset_obj_track_times(creation, 0), "leaving out times");
  Id group(H5Gcreate2(file, path, H5P_DEFAULT, creation, H5P_DEFAULT), H5Gclose, "creating a group");
  group.close();
}

Id open_file(const std::string& path) { return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access_list()), H5Fclose, "opening"}; }

Id text_type(std::size_t width) {
  Id type(H5Tcopy(H5T_C_S1), H5Tclose, "preparing text");
  checked(H5Tset_size(type, std::max<std::size_t>(width, 1)), "preparing text");
  checked(H5Tset_strpad(type, H5T_STR_NULLPAD), "preparing text");
  checked(H5Tset_cset(type, H5T_CSET_UTF8), "preparing text");
  return type;
}

void write_attribute(hid_t object, const char* name, const std::string& value) {
  const Id type = text_type(value.size());
  Id attribute(H5Acreate2(object, name, type, scalar(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "making an attribute");
  const std::string padded = value.empty() ? std::string(1, '\0') : value;
  checked(H5Awrite(attribute, type, padded.data()), "writing an attribute");
  attribute.close();
}

namespace {

void write_number(hid_t object, const char* name, hid_t stored_type, hid_t memory_type, const void* value) {
  Id attribute(H5Acreate2(object, name, stored_type, scalar(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "making an attribute");
  checked(H5Awrite(attribute, memory_type, value), "writing an attribute");
  attribute.close();
}

}  // namespace

void write_attribute(hid_t object, const char* name, std::uint64_t value) {
  write_number(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

void write_attribute(hid_t object, const char* name, std::int64_t value) {
  write_number(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

std::string read_text_attribute(hid_t object, const char* name) {
  Id attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "opening an attribute");
  const Id type(H5Aget_type(attribute), H5Tclose, "reading an attribute's type");
  if (H5Tget_class(type) != H5T_STRING || checked(H5Tis_variable_str(type), "reading an attribute's type") > 0) {
    fail(std::string("attribute '") + name + "' is not text");
  }
  std::string value(std::min<std::size_t>(H5Tget_size(type), 1 << 20), '\0');
  const Id memory = text_type(value.size());
  checked(H5Aread(attribute, memory, value.data()), "reading an attribute");
  attribute.close();
  value.resize(std::string_view(value).find_last_not_of('\0') + 1);
  return value;
}

std::uint64_t read_number_attribute(hid_t object, const char* name) {
  Id attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "opening an attribute");
  std::uint64_t value = 0;
  checked(H5Aread(attribute, H5T_NATIVE_UINT64, &value), "reading an attribute");
  attribute.close();
  return value;
}

namespace {

Id new_dataset(hid_t file, const std::string& path, hid_t stored_type, std::uint64_t length, bool deflate) {
  const hsize_t size = length;
  const Id space(H5Screate_simple(1, &size, nullptr), H5Sclose, "preparing");
  return {H5Dcreate2(file, path.c_str(), stored_type, space, link_list(), creation_list(length, deflate), H5P_DEFAULT), H5Dclose,
          "creating"};
}

Id space_of(hid_t dataset, Range range) {
  Id space(H5Dget_space(dataset), H5Sclose, "reading the shape");
  const hsize_t first = range.first, count = range.count;
  checked(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "selecting rows");
  return space;
}

Id space_in_memory(Range range) {
  const hsize_t count = range.count;
  return {H5Screate_simple(1, &count, nullptr), H5Sclose, "preparing"};
}

}  // namespace

Id write_dataset(hid_t file, const std::string& path, hid_t stored_type, hid_t memory_type, std::uint64_t length, const void* values,
                 bool deflate) {
  Id dataset = new_dataset(file, path, stored_type, length, deflate);
  if (length > 0) checked(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "writing");
  return dataset;
}

Id open_dataset(hid_t file, const std::string& path, std::uint64_t length) {
  Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "opening");
  const Id space(H5Dget_space(dataset), H5Sclose, "reading the shape");
  hsize_t size = 0;
  if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &size, nullptr) != 1 || size != length) {
    fail("expected one dimension of " + std::to_string(length) + " values");
  }
  return dataset;
}

void read_dataset(hid_t dataset, hid_t memory_type, void* values) {
  checked(H5Dread(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "reading");
}

void read_range(hid_t dataset, hid_t memory_type, Range range, void* values) {
  if (range.count == 0) return;
  checked(H5Dread(dataset, memory_type, space_in_memory(range), space_of(dataset, range), H5P_DEFAULT, values), "reading");
}

Id create_dataset(hid_t file, const std::string& path, hid_t stored_type, std::uint64_t length) {
  return new_dataset(file, path, stored_type, length, false);
}

void write_range(hid_t dataset, hid_t memory_type, Range range, const void* values) {
  if (range.count == 0) return;
  checked(H5Dwrite(dataset, memory_type, space_in_memory(range), space_of(dataset, range), H5P_DEFAULT, values), "writing");
}

std::string padded_texts(const std::vector<std::string>& texts, std::size_t width) {
  std::string padded(width * texts.size(), '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(padded.data() + i * width, width);
  return padded;
}

void write_texts(hid_t file, const std::string& path, const std::vector<std::string>& texts, bool deflate) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  const Id type = text_type(width);
  write_dataset(file, path, type, type, texts.size(), padded_texts(texts, width).data(), deflate).close();
}

std::vector<std::string> read_texts(hid_t file, const std::string& path, std::uint64_t most, std::size_t widest,
                                    std::optional<Range> range) {
  Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "opening");
  const Id space(H5Dget_space(dataset), H5Sclose, "reading the shape");
  const Id type(H5Dget_type(dataset), H5Tclose, "reading the type");
  const std::size_t width = H5Tget_size(type);
  hsize_t size = 0;
  if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &size, nullptr) != 1 || size > most || width > widest ||
      H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0) {
    fail("not a list of texts as written");
  }
  const Range wanted = range.value_or(Range{0, size});
  std::string padded(width * wanted.count, '\0');
  read_range(dataset, text_type(width), wanted, padded.data());
  dataset.close();
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < wanted.count; ++i) {
    const std::string_view text = std::string_view(padded).substr(i * width, width);
    texts.emplace_back(text.substr(0, text.find('\0')));
  }
  return texts;
}

std::string link_name(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '/' || c == '%' || (c == '.' && name.empty())) {
      name += '%';
      name += digits[byte >> 4];
      name += digits[byte & 15];
    } else {
      name += c;
    }
  }
  return name;
}

}  // namespace trainyard::hdf5
