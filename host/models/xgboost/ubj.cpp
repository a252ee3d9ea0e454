#include "host/models/xgboost/ubj.hpp"

#include <cstdint>

namespace trainyard::models::xgboost {
namespace {

constexpr int kDeepest = 64;

/// Reads the subset of UBJSON that XGBoost writes: lengths are always int64 ('L', big endian), arrays always carry their length
/// ("[#L…" of any values, "[$d#L…" of raw numbers), objects end with '}'.
class Walker {
 public:
  explicit Walker(std::string_view bytes) : rest_(bytes), size_(bytes.size()) {}

  Version document() {
    Version version{-1, -1, -1};
    expect('{');
    while (!next_is('}')) {
      const std::string_view key = string();
      if (key == "version") {
        read_version(version);
      } else {
        value(1);
      }
    }
    if (!rest_.empty()) damaged("bytes after its end");
    if (version[0] < 0) damaged("no version");
    return version;
  }

 private:
  [[noreturn]] void damaged(const std::string& what) const {
    throw Error(ExitCode::bad_data, "this is not an XGBoost model in UBJSON, or it is damaged: " + what + " at byte " +
                                        std::to_string(size_ - rest_.size()) + " of " + std::to_string(size_));
  }

  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) damaged("it ends too early");
    const std::string_view out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }
  char tag() { return take(1).front(); }
  void expect(char wanted) {
    if (tag() != wanted) damaged(std::string("no '") + wanted + "' where one belongs");
  }
  bool next_is(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::int64_t big_endian(std::size_t width) {
    std::uint64_t out = 0;
    for (const char byte : take(width)) out = out << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(out);
  }
  std::uint64_t length() {
    expect('L');
    const std::int64_t out = big_endian(8);
    if (out < 0) damaged("a negative length");
    return static_cast<std::uint64_t>(out);
  }
  std::string_view string() { return take(length()); }

  std::uint64_t width(char type) const {
    switch (type) {
      case 'i':
      case 'U':
        return 1;
      case 'I':
        return 2;
      case 'l':
      case 'd':
        return 4;
      case 'L':
      case 'D':
        return 8;
      default:
        damaged("an unknown type");
    }
  }

  void array(int depth) {
    if (next_is('$')) {
      const std::uint64_t each = width(tag());
      expect('#');
      const std::uint64_t count = length();
      if (count > rest_.size() / each) damaged("it ends too early");
      take(count * each);
      return;
    }
    expect('#');
    for (std::uint64_t left = length(); left > 0; --left) value(depth + 1);
  }

  void value(int depth) {
    if (depth > kDeepest) damaged("nested too deeply");
    switch (const char type = tag(); type) {
      case '{':
        while (!next_is('}')) {
          string();
          value(depth + 1);
        }
        return;
      case '[':
        return array(depth);
      case 'S':
        string();
        return;
      case 'T':
      case 'F':
      case 'Z':
        return;
      default:
        take(width(type));
    }
  }

  void read_version(Version& version) {
    expect('[');
    expect('#');
    if (length() != version.size()) damaged("a version that is not three numbers");
    for (int& part : version) {
      const char type = tag();
      if (type != 'i' && type != 'I') damaged("a version that is not three numbers");
      part = static_cast<int>(big_endian(width(type)));
      if (part < 0) damaged("a negative version");
    }
  }

  std::string_view rest_;
  std::size_t size_;
};

}  // namespace

Version inspect_ubj(std::string_view bytes) { return Walker(bytes).document(); }

}  // namespace trainyard::models::xgboost
