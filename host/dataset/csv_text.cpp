#include "host/dataset/csv_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace trainyard::dataset {
namespace {

template <class Number>
std::string shortest(Number value) {
  if (std::isnan(value)) return "";
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string csv_number(float value) { return shortest(value); }

std::string csv_number(double value) { return shortest(value); }

}  // namespace trainyard::dataset
