#include <algorithm>
#include <cmath>

#include "kernels/select/pair_sums.hpp"
#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {
namespace {

constexpr std::size_t block_columns = 32;

/// A column that is compared with others.
struct Compared {
  std::uint32_t column;
  Centered centered;
  double m2;
};

// |Pearson's r|. NaN where one of both does not vary over the rows that have both, or varies by no more than what the rounding of a
// difference of squares leaves (1e-12 of them).
double absolute_correlation(const Compared& x, const Compared& y, const PairSums& sums) {
  double xx = x.m2, yy = y.m2, xy = sums.xy;
  if (!x.centered.complete || !y.centered.complete) {
    constexpr double rounding = 1e-12;
    if (sums.count < 2.0) return Score{}.value;
    xx = sums.xx - sums.x * sums.x / sums.count;
    yy = sums.yy - sums.y * sums.y / sums.count;
    xy -= sums.x * sums.y / sums.count;
    if (xx <= rounding * sums.xx || yy <= rounding * sums.yy) return Score{}.value;
  }
  if (xx == 0.0 || yy == 0.0) return Score{}.value;
  return std::min(std::fabs(xy / (std::sqrt(xx) * std::sqrt(yy))), 1.0);
}

std::vector<Compared> with_moments(const Sample& sample, std::span<const std::uint32_t> columns) {
  std::vector<Compared> all;
  Buffer<double> values(sample.exec(), sample.rows());
  for (const std::uint32_t c : columns) {
    sample.widen(c, values);
    const reduce::Moments moments = reduce::moments(sample.exec(), values.view());
    const double center = moments.count == 0 ? 0.0 : moments.mean;
    all.push_back({c, {sample.column(c).data, center, moments.missing == 0}, moments.m2});
  }
  return all;
}

Buffer<Centered> on_device(const Exec& exec, std::span<const Compared> columns) {
  std::vector<Centered> centered;
  for (const Compared& column : columns) centered.push_back(column.centered);
  return {exec, std::span<const Centered>(centered)};
}

/// The columns of one block, compared with the ones that stay.
class Block {
 public:
  Block(const Sample& sample, std::span<const Compared> columns)
      : sample_(sample), columns_(columns), there_(on_device(sample.exec(), columns)), scores_(columns.size(), Score{.value = 0.0}) {}

  /// Raises the scores by all of `kept`.
  void compare(std::span<const Compared> kept) {
    for (std::size_t first = 0; first < kept.size(); first += block_columns) {
      const auto part = kept.subspan(first, std::min(block_columns, kept.size() - first));
      const auto sums = pair_sums(sample_.exec(), on_device(sample_.exec(), part).view(), there_.view(), sample_.rows());
      for (std::size_t j = 0; j < columns_.size(); ++j) {
        for (std::size_t i = 0; i < part.size(); ++i) raise(j, part[i], sums[i + j * part.size()]);
      }
    }
  }

  /// Compares the block's columns with one another and adds those that stay to `kept`.
  void finish(double threshold, std::vector<Compared>& kept) {
    const auto sums = pair_sums(sample_.exec(), there_.view(), there_.view(), sample_.rows());
    std::vector<std::size_t> stay;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      for (const std::size_t i : stay) raise(j, columns_[i], sums[i + j * columns_.size()]);
      if (scores_[j].value > threshold) continue;
      stay.push_back(j);
      kept.push_back(columns_[j]);
    }
  }

  [[nodiscard]] const std::vector<Score>& scores() const noexcept { return scores_; }

 private:
  void raise(std::size_t j, const Compared& other, const PairSums& sums) {
    const double r = absolute_correlation(other, columns_[j], sums);
    if (r > scores_[j].value) scores_[j] = {.value = r, .partner = other.column};
  }

  const Sample& sample_;
  std::span<const Compared> columns_;
  Buffer<Centered> there_;
  std::vector<Score> scores_;
};

// A feature is compared with the earlier ones that stay, so each that goes has a partner among them.
std::vector<Score> largest_correlation(const Sample& sample, std::span<const std::uint32_t> columns, double threshold) {
  const std::vector<Compared> all = with_moments(sample, columns);
  std::vector<Compared> kept;
  std::vector<Score> scores;
  for (std::size_t first = 0; first < all.size(); first += block_columns) {
    Block block(sample, std::span(all).subspan(first, std::min(block_columns, all.size() - first)));
    block.compare(kept);
    block.finish(threshold, kept);
    scores.insert(scores.end(), block.scores().begin(), block.scores().end());
  }
  return scores;
}

}  // namespace

constinit const Selector correlation = {
    .name = "correlation",
    .doc =
        "drops a feature whose Pearson correlation with an earlier one that stays is above `threshold`, whatever its sign; over the rows "
        "that have both",
    .keep = Keep::at_most,
    .threshold = 0.95,
    .scores = largest_correlation};

}  // namespace trainyard::kernels::select
