// What readers of JSON that come value by value do alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "host/serve/row_builder.hpp"
#include "host/serve/rows_reader.hpp"

namespace trainyard::serve {

/// Counts depth and keeps the first thing that is wrong. Its functions are called by nlohmann's parser; false ends it.
class JsonSax {
 public:
  /// `what` is read, of so many bytes: "the body".
  JsonSax(const char* what, std::size_t size) : what_(what), size_(size) {}
  virtual ~JsonSax() = default;
  JsonSax(const JsonSax&) = delete;
  JsonSax& operator=(const JsonSax&) = delete;

  /// Reads all of it. Returns what is wrong, "" when nothing is.
  template <class Reader>
  static std::string read(std::string_view text, Reader& reader) {
    const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
    return whole || !reader.error_.empty() ? reader.error_ : std::string(reader.what_) + " is not JSON";
  }

  bool null() { return value(nullptr); }
  bool boolean(bool truth) { return value(truth); }
  bool number_integer(std::int64_t number) { return value(number); }
  bool number_unsigned(std::uint64_t number) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return value(number);
    return value(static_cast<std::int64_t>(number));
  }
  bool number_float(double number, const std::string& /*text*/) { return value(number); }
  bool string(std::string& text) { return value(std::string_view(text)); }
  bool binary(nlohmann::json::binary_t& /*bytes*/) { return refuse(std::string(what_) + " is not JSON"); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }
  bool parse_error(std::size_t position, const std::string& last_token, const nlohmann::detail::exception& /*error*/) {
    return refuse(std::string(what_) + " " + not_json(position, size_, last_token));
  }

 protected:
  virtual bool value(const Value& given) = 0;
  bool refuse(std::string error) {
    if (error_.empty()) error_ = std::move(error);
    return false;
  }
  bool enter() {
    return ++depth_ <= deepest_json || refuse(std::string(what_) + " nests deeper than " + std::to_string(deepest_json) + " levels");
  }
  [[nodiscard]] std::size_t depth() const { return depth_; }

 private:
  bool leave() {
    --depth_;
    return true;
  }

  const char* what_;
  std::size_t size_;
  std::size_t depth_ = 0;
  std::string error_;
};

}  // namespace trainyard::serve
