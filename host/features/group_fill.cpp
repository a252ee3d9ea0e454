#include "host/features/group_fill.hpp"

#include <algorithm>

#include "kernels/base/buffer.hpp"

namespace trainyard::features {
namespace {

using kernels::ColumnView;
using kernels::map::Map;

// The place of `text` among sorted texts that hold it.
std::size_t place_in(const std::vector<std::string>& sorted, const std::string& text) {
  return static_cast<std::size_t>(std::ranges::lower_bound(sorted, text) - sorted.begin());
}

std::vector<std::string> sorted_texts(const dataset::Dictionary& dictionary) {
  std::vector<std::string> texts(dictionary.begin(), dictionary.end());
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

// Calls visit(group, number) for each row that has both, in the order of the rows.
template <class Visit>
void each_number(const Exec& exec, const kernels::reduce::Numbers& numbers, const std::vector<std::size_t>& group_of_code,
                 const std::vector<std::int32_t>& codes, const Visit& visit) {
  numbers.each([&](ColumnView block, std::size_t first_row) {
    const auto values = kernels::download(exec, block);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::int32_t code = codes[first_row + i];
      if (code >= 0 && values[i] == values[i]) visit(group_of_code[static_cast<std::size_t>(code)], values[i]);
    }
  });
}

}  // namespace

GroupFill fit_groups(const Exec& exec, const kernels::impute::Imputer& imputer, const kernels::reduce::Numbers& numbers,
                     const Grouping& grouping, double overall) {
  const auto texts = sorted_texts(grouping.dictionary);
  std::vector<std::size_t> group_of_code;
  for (const auto& text : grouping.dictionary) group_of_code.push_back(place_in(texts, text));
  const auto codes = kernels::download(exec, grouping.codes);

  std::vector<std::size_t> sizes(texts.size());
  each_number(exec, numbers, group_of_code, codes, [&](std::size_t group, double) { ++sizes[group]; });

  GroupFill fill{{}, {.kind = kernels::map::Kind::fill_by_code, .a = overall, .b = 0.0}};
  for (std::size_t first = 0, last = 0; first < texts.size(); first = last) {
    std::vector<std::size_t> ends{0};  // ends[g] is where group first + g begins until its numbers are in, and then where it ends
    do ends.push_back(ends.back() + sizes[last++]);
    while (last < texts.size() && ends.back() + sizes[last] <= grouping.most_kept);
    std::vector<double> values(ends.back());
    each_number(exec, numbers, group_of_code, codes, [&](std::size_t group, double x) {
      if (group >= first && group < last) values[ends[group - first]++] = x + 0.0;
    });
    for (std::size_t group = first, begin = 0; group < last; begin = ends[group++ - first]) {
      const std::span<double> own(values.data() + begin, ends[group - first] - begin);
      if (own.empty()) continue;
      std::ranges::sort(own);
      fill.groups.push_back(texts[group]);
      fill.map.table.push_back(imputer.of_group(own));
    }
  }
  return fill;
}

Map for_dictionary(const Map& map, const std::vector<std::string>& groups, const dataset::Dictionary& dictionary) {
  Map made{map.kind, map.a, map.b, {}};
  for (const auto& text : dictionary) {
    const std::size_t place = place_in(groups, text);
    made.table.push_back(place < groups.size() && groups[place] == text ? map.table[place] : map.a);
  }
  return made;
}

}  // namespace trainyard::features
