#include "host/features/crossed.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace trainyard::features {
namespace {

constexpr std::string_view separator = "×";

std::string escaped_text(const std::string& text) {
  std::string made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' || text.compare(at, separator.size(), separator) == 0) made += '\\';
    made += text[at];
  }
  return made;
}

// The code of every pair that has occurred; in a table of all pairs where the rows are worth one.
class PairCodes {
 public:
  PairCodes(std::size_t pairs, std::size_t rows)
      : is_dense_(pairs <= largest_table && pairs / 16 <= rows), dense_(is_dense_ ? pairs : 0, -1) {}

  std::int32_t& operator[](std::size_t pair) { return is_dense_ ? dense_[pair] : sparse_.try_emplace(pair, -1).first->second; }

 private:
  static constexpr std::size_t largest_table = std::size_t{1} << 20;

  bool is_dense_;
  std::vector<std::int32_t> dense_;
  std::unordered_map<std::size_t, std::int32_t> sparse_;
};

}  // namespace

Categories escaped(Categories column) {
  dataset::Dictionary texts;
  for (const std::string& text : *column.dictionary) texts.push_back(escaped_text(text));
  column.dictionary = std::make_shared<const dataset::Dictionary>(std::move(texts));
  return column;
}

Categories cross(const Categories& left, const Categories& right) {
  std::vector<std::int32_t> codes(left.codes.size(), -1);
  dataset::Dictionary texts;
  const std::size_t width = right.dictionary->size();
  PairCodes known(left.dictionary->size() * width, codes.size());  // both below 2^31
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (left.codes[row] < 0 || right.codes[row] < 0) continue;
    const auto a = static_cast<std::size_t>(left.codes[row]), b = static_cast<std::size_t>(right.codes[row]);
    std::int32_t& code = known[a * width + b];
    if (code < 0) {
      code = static_cast<std::int32_t>(texts.size());
      texts.push_back((*left.dictionary)[a] + std::string(separator) + (*right.dictionary)[b]);
    }
    codes[row] = code;
  }
  return {std::move(codes), std::make_shared<const dataset::Dictionary>(std::move(texts)), left.personal || right.personal};
}

}  // namespace trainyard::features
