#include "host/source/text_rows.hpp"

namespace trainyard::source {

void TextRows::halve_quotes(std::size_t used, char quote) {
  std::size_t wanted = used;
  for (const std::size_t at : doubled_) wanted += cells_[at].size;
  if (text_.size() < wanted) text_.resize(wanted);
  char* out = text_.data() + used;
  for (const std::size_t at : doubled_) {
    const char* const begin = out;
    const std::string_view from = bytes(cells_[at]);
    for (std::size_t i = 0; i < from.size(); ++i) {
      *out++ = from[i];
      if (from[i] == quote) ++i;
    }
    cells_[at] = {static_cast<std::uint32_t>(begin - text_.data()), static_cast<std::uint32_t>(out - begin)};
  }
}

}  // namespace trainyard::source
