#include "host/source/system_texts.hpp"

#include <array>
#include <system_error>

namespace trainyard::source {

std::string system_reason(int number) { return std::generic_category().message(number); }

std::string utc_time(std::time_t seconds) {
  std::tm fields{};
  ::gmtime_r(&seconds, &fields);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &fields);
  return {text.data(), size};
}

}  // namespace trainyard::source
