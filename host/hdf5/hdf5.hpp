// HDF5's C API with every result checked, closing included: on a full disk only the close fails, and the file reads back as zeros.
#pragma once

#include <cstdint>
#include <hdf5.h>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::hdf5 {

/// What went wrong, with HDF5's own words. Callers know the file and whose fault it is, and turn it into an Error.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Keeps HDF5 from printing on standard error in this thread; call before anything else.
void silence();

/// Held by a thread that uses HDF5 beside others, and while a child is forked that will use it: HDF5 has one lock for all its calls, and a
/// child that was forked while another thread had it would wait for it without end.
[[nodiscard]] std::unique_lock<std::mutex> keep_from_forking();

/// Throws Failure("<doing>: <HDF5's reason>") when `result`, an hid_t or herr_t, is negative.
template <typename T>
T checked(T result, const char* doing);
[[noreturn]] void fail(const std::string& doing);

/// Owns one open thing. close() is the checked way out; the destructor is for unwinding, where another error is on its way already.
class Id {
 public:
  using Close = herr_t (*)(hid_t);

  Id(hid_t id, Close closing, const char* doing) : id_(checked(id, doing)), close_(closing) {}
  Id(Id&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = H5I_INVALID_HID; }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  Id& operator=(Id&&) = delete;
  ~Id() {
    if (id_ >= 0) close_(id_);
  }

  operator hid_t() const noexcept { return id_; }  // NOLINT: it stands for the id everywhere
  void close() {
    const hid_t id = id_;
    id_ = H5I_INVALID_HID;
    checked(close_(id), "closing");
  }

 private:
  hid_t id_;
  Close close_;
};

template <typename T>
T checked(T result, const char* doing) {
  if (result < 0) fail(doing);
  return result;
}

/// Makes a file in the latest format of 1.10, in which all metadata have checksums. The same content gives the same bytes.
Id create_file(const std::string& path);
/// Opens for reading, without locks.
Id open_file(const std::string& path);

void create_group(hid_t file, const char* path);

void write_attribute(hid_t object, const char* name, const std::string& value);
void write_attribute(hid_t object, const char* name, std::uint64_t value);
void write_attribute(hid_t object, const char* name, std::int64_t value);
std::string read_text_attribute(hid_t object, const char* name);
std::uint64_t read_number_attribute(hid_t object, const char* name);

/// Creates a one-dimensional dataset in chunks with fletcher32, shuffled and deflated when asked to, and writes it.
Id write_dataset(hid_t file, const std::string& path, hid_t stored_type, hid_t memory_type, std::uint64_t length, const void* values,
                 bool deflate = false);
/// Opens a dataset that must have one dimension of `length` values.
Id open_dataset(hid_t file, const std::string& path, std::uint64_t length);
/// Reads all of it; damage shows here.
void read_dataset(hid_t dataset, hid_t memory_type, void* values);

/// Values [first, first + count) of a dataset of one dimension.
struct Range {
  std::uint64_t first = 0, count = 0;
};
/// Chunks are read, and checked, as a whole.
void read_range(hid_t dataset, hid_t memory_type, Range range, void* values);
/// Creates what write_dataset does, for write_range() to fill.
Id create_dataset(hid_t file, const std::string& path, hid_t stored_type, std::uint64_t length);
void write_range(hid_t dataset, hid_t memory_type, Range range, const void* values);

/// Fixed-length UTF-8, padded with NUL.
Id text_type(std::size_t width);
void write_texts(hid_t file, const std::string& path, const std::vector<std::string>& texts, bool deflate = false);
/// Reads what write_texts wrote, or a range of it; throws Failure when there are more than `most` texts or wider ones than `widest`.
std::vector<std::string> read_texts(hid_t file, const std::string& path, std::uint64_t most, std::size_t widest,
                                    std::optional<Range> range = {});
/// `width` characters each, padded with NUL. Longer texts are cut off.
std::string padded_texts(const std::vector<std::string>& texts, std::size_t width);

/// Text as a link in a group: '/', '%', control characters and a leading '.' percent-encoded.
std::string link_name(std::string_view text);

}  // namespace trainyard::hdf5
