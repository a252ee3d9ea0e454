#include "host/dataset/selection.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <span>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

constexpr unsigned part_bits = 12;
constexpr std::size_t few_values = 2048;

// The number of bits to shift differences up to `width` by, so that they have at most part_bits.
unsigned shift_for(std::uint64_t width) {
  const auto bits = static_cast<unsigned>(std::bit_width(width));
  return bits > part_bits ? bits - part_bits : 0;
}

// Writes the values at these places of the sorted `values` to `found`: a radix sort that goes on with the wanted parts alone.
void select(std::vector<std::uint64_t>& values, std::span<const std::uint64_t> ranks, std::uint64_t* found) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  if (values.size() <= few_values || *least == *greatest) {
    std::sort(values.begin(), values.end());
    for (const std::uint64_t rank : ranks) *found++ = values[rank];
    return;
  }
  const std::uint64_t first = *least;
  const unsigned shift = shift_for(*greatest - first);
  std::array<std::uint64_t, std::size_t{1} << part_bits> counts{};
  for (const std::uint64_t value : values) ++counts[(value - first) >> shift];

  struct Part {
    std::vector<std::uint64_t> ranks, values;
  };
  std::vector<Part> parts(1);  // the first takes what nobody wants
  std::array<std::uint8_t, counts.size()> part_of{};
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts.size() && !ranks.empty(); below += counts[i++]) {
    if (ranks.front() >= below + counts[i]) continue;
    part_of[i] = static_cast<std::uint8_t>(parts.size());
    Part& part = parts.emplace_back();
    part.values.reserve(counts[i]);
    for (; !ranks.empty() && ranks.front() < below + counts[i]; ranks = ranks.subspan(1)) part.ranks.push_back(ranks.front() - below);
  }
  for (const std::uint64_t value : values) {
    if (const std::uint8_t part = part_of[(value - first) >> shift]; part != 0) parts[part].values.push_back(value);
  }
  for (Part& part : std::span(parts).subspan(1)) {
    select(part.values, part.ranks, found);
    found += part.ranks.size();
  }
}

}  // namespace

Selection::Selection(const std::vector<Buckets::Count>& counts, std::vector<std::uint64_t> ranks, std::uint64_t most_kept)
    : ranks_(std::move(ranks)), images_(ranks_.size()), most_kept_(most_kept) {
  take(counts, 0, ranges_);
  prepare();
}

// Adds the ranges that hold a wanted value to `ranges`, and answers those of one image at once.
void Selection::take(const std::vector<Buckets::Count>& counts, std::uint64_t below, std::vector<Range>& ranges) {
  for (const Buckets::Count& part : counts) {
    auto rank = std::lower_bound(ranks_.begin(), ranks_.end(), below);
    const bool wanted = rank != ranks_.end() && *rank < below + part.count;
    if (wanted && part.first == part.last) {
      for (; rank != ranks_.end() && *rank < below + part.count; ++rank)
        images_[static_cast<std::size_t>(rank - ranks_.begin())] = part.first;
    } else if (wanted) {
      ranges.push_back({part.first, part.last, below, part.count});
    }
    below += part.count;
  }
}

void Selection::prepare() {
  const std::uint64_t values = std::accumulate(ranges_.begin(), ranges_.end(), std::uint64_t{0},
                                               [](std::uint64_t sum, const Range& range) { return sum + range.count; });
  keeps_ = values <= most_kept_;
  first_range_.assign(std::size_t{1} << (64 - Buckets::low_bits), none);
  for (std::size_t i = ranges_.size(); i-- > 0;) {
    Range& range = ranges_[i];
    first_range_[range.first >> Buckets::low_bits] = static_cast<std::uint8_t>(i);
    range.shift = shift_for(range.last - range.first);
    if (keeps_) {
      range.values.reserve(range.count);
    } else {
      range.parts.assign(((range.last - range.first) >> range.shift) + 1, 0);
    }
  }
}

void Selection::end_pass() {
  std::vector<Range> narrower;
  for (Range& range : ranges_) {
    if (keeps_) {
      answer(range);
      continue;
    }
    std::vector<Buckets::Count> counts;
    for (std::uint64_t i = 0; i < range.parts.size(); ++i) {
      const std::uint64_t first = range.first + (i << range.shift);
      const std::uint64_t width = std::uint64_t{1} << range.shift;
      if (range.parts[i] > 0) counts.push_back({first, std::min(first + (width - 1), range.last), range.parts[i]});
    }
    take(counts, range.below, narrower);
  }
  ranges_ = std::move(narrower);
  prepare();
}

void Selection::answer(Range& range) {
  if (range.values.size() != range.count) throw Error(ExitCode::bug, "a column's values differ from one pass to the next");
  const auto begin = std::lower_bound(ranks_.begin(), ranks_.end(), range.below);
  const auto end = std::lower_bound(begin, ranks_.end(), range.below + range.count);
  std::vector<std::uint64_t> places(begin, end);
  for (std::uint64_t& place : places) place -= range.below;
  select(range.values, places, images_.data() + (begin - ranks_.begin()));
}

}  // namespace trainyard::dataset
