// Whole groups into folds that share the strata evenly: the greedy method of scikit-learn's StratifiedGroupKFold.
#include <algorithm>
#include <cmath>
#include <map>

#include "host/dataset/split_groups.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

/// How much of a stratum a group has: rows, or the sum of their weights.
struct Part {
  std::size_t stratum = 0;
  double size = 0;
};

/// A group and its strata, ascending.
struct Mixture {
  const Group* group = nullptr;
  std::vector<Part> parts;
  double deviation = 0;  ///< standard deviation of the sizes over all strata, the absent ones included
};

double deviation(const std::vector<Part>& parts, std::size_t strata) {
  const auto count = static_cast<double>(strata);
  double sum = 0, squares = 0;
  for (const Part& part : parts) sum += part.size;
  const double mean = sum / count;
  for (const Part& part : parts) squares += (part.size - mean) * (part.size - mean);
  return std::sqrt((squares + static_cast<double>(strata - parts.size()) * mean * mean) / count);
}

/// The shares of every stratum that the folds have so far.
class Shares {
 public:
  Shares(std::size_t folds, std::vector<double> totals)
      : folds_(folds),
        totals_(std::move(totals)),
        of_(folds_ * totals_.size()),
        deviations_(totals_.size()),
        sizes_(folds_),
        groups_(folds_) {}

  // The fold in which the group leaves the shares most alike; of equals (as numpy.isclose has them), the one with less in it, then the
  // first; of those without weight, one without a group.
  [[nodiscard]] std::size_t best(const std::vector<Part>& parts) const {
    std::size_t best = 0;
    double least = value(0, parts);
    for (std::size_t k = 1; k < folds_; ++k) {
      const double here = value(k, parts);
      const bool close = std::abs(here - least) <= 1e-8 + 1e-5 * std::abs(least);
      const bool emptier = sizes_[k] < sizes_[best] || (sizes_[k] == 0 && sizes_[best] == 0 && groups_[k] < groups_[best]);
      if (here >= least && !(close && emptier)) continue;
      best = k;
      least = here;
    }
    return best;
  }

  void add(std::size_t fold, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
      const double after = deviation_with(fold, part);
      deviation_sum_ += after - deviations_[part.stratum];
      deviations_[part.stratum] = after;
      of_[part.stratum * folds_ + fold] += part.size;
      sizes_[fold] += part.size;
    }
    ++groups_[fold];
  }

  [[nodiscard]] bool has_empty_fold() const { return std::ranges::find(groups_, 0U) != groups_.end(); }

 private:
  // Mean over the strata of the standard deviation of the folds' shares, were the group in this fold.
  [[nodiscard]] double value(std::size_t fold, const std::vector<Part>& parts) const {
    double sum = deviation_sum_;
    for (const Part& part : parts) sum += deviation_with(fold, part) - deviations_[part.stratum];
    return sum / static_cast<double>(totals_.size());
  }

  [[nodiscard]] double deviation_with(std::size_t fold, const Part& part) const {
    const double total = totals_[part.stratum];
    if (total == 0) return 0;
    const auto share = [&](std::size_t k) { return (of_[part.stratum * folds_ + k] + (k == fold ? part.size : 0.0)) / total; };
    double mean = 0, squares = 0;
    for (std::size_t k = 0; k < folds_; ++k) mean += share(k);
    mean /= static_cast<double>(folds_);
    for (std::size_t k = 0; k < folds_; ++k) squares += (share(k) - mean) * (share(k) - mean);
    return std::sqrt(squares / static_cast<double>(folds_));
  }

  std::size_t folds_;
  std::vector<double> totals_;      ///< of the strata
  std::vector<double> of_;          ///< stratum by stratum, fold by fold
  std::vector<double> deviations_;  ///< of the strata's shares
  double deviation_sum_ = 0;
  std::vector<double> sizes_;  ///< of the folds
  std::vector<std::size_t> groups_;
};

/// Every group's strata, numbered from 0; in the order of the deviation of their sizes, the largest first, equals as they were.
std::vector<Mixture> mixtures_of(const SplitTask& task, const std::vector<Group>& groups, std::vector<double>& totals) {
  const auto stratum_of = [&](std::uint32_t row) { return task.strata.empty() ? 0 : task.strata[row]; };
  std::map<std::int32_t, std::size_t> index_of;
  for (const Group& group : groups) {
    for (const std::uint32_t row : group.rows) index_of[stratum_of(row)] = 0;
  }
  std::size_t strata = 0;
  for (auto& [stratum, index] : index_of) index = strata++;
  totals.assign(strata, 0.0);
  std::vector<Mixture> mixtures;
  for (const Group& group : groups) {
    std::map<std::size_t, double> sizes;
    for (const std::uint32_t row : group.rows) sizes[index_of[stratum_of(row)]] += task.weight(row);
    Mixture& mixture = mixtures.emplace_back();
    mixture.group = &group;
    for (const auto& [stratum, size] : sizes) {
      mixture.parts.push_back({stratum, size});
      totals[stratum] += size;
    }
    mixture.deviation = deviation(mixture.parts, strata);
  }
  std::ranges::stable_sort(mixtures, [](const Mixture& a, const Mixture& b) { return a.deviation > b.deviation; });
  return mixtures;
}

}  // namespace

void fold_by_stratified_group(const SplitTask& task, Split& split) {
  const std::vector<Group> groups = groups_to_fold(task, split);
  const auto folds = static_cast<std::size_t>(task.options.folds);
  std::vector<double> totals;
  const std::vector<Mixture> mixtures = mixtures_of(task, groups, totals);
  Shares shares(folds, totals);
  std::vector<std::int32_t> fold_of(task.table.rows());
  for (const Mixture& mixture : mixtures) {
    const std::size_t fold = shares.best(mixture.parts);
    shares.add(fold, mixture.parts);
    for (const std::uint32_t row : mixture.group->rows) fold_of[row] = static_cast<std::int32_t>(fold);
  }
  if (shares.has_empty_fold()) {
    throw Error(ExitCode::bad_data, "a fold gets no group of column '" + fold_column(task).name +
                                        "' when the groups share the strata out; lower split.folds, or use cv: group");
  }
  set_folds(split, folds, fold_of);
}

}  // namespace trainyard::dataset
