#include "host/evaluate/percent.hpp"

#include <charconv>
#include <cmath>

namespace trainyard::evaluate {

std::string percent_text(double share, int decimals) {
  const double places = std::pow(10, decimals);
  char text[400];
  const char* end = std::to_chars(text, text + sizeof text, std::floor(100 * places * share + 1e-6) / places).ptr;
  return std::string(text, static_cast<std::size_t>(end - text)) + " %";
}

}  // namespace trainyard::evaluate
