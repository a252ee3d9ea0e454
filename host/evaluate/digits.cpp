#include "host/evaluate/digits.hpp"

#include <charconv>

namespace trainyard::evaluate {

std::string six_digits(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::general, 6).ptr};
}

}  // namespace trainyard::evaluate
