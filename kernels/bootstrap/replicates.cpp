#include "kernels/bootstrap/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/bootstrap/counts.hpp"
#include "kernels/bootstrap/orders.hpp"
#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::bootstrap {
namespace {

using metric::ClassTotals;
using metric::DeviceSample;
using metric::Form;
using metric::Metric;
using metric::Rows;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t batch_size = std::tuple_size_v<PerReplicate>;

bool ranks_scores(const Metric& metric) { return metric.form == Form::area_under_roc || metric.form == Form::average_precision; }
bool ranks_terms(const Metric& metric) { return metric.form == Form::largest_term || metric.form == Form::median_term; }

std::vector<double> terms_of(const Exec& exec, const Metric& metric, const Rows& rows) {
  std::vector<double> terms(metric.terms.count * rows.count);
  metric.terms.write(exec, rows, terms.data());
  return terms;
}

/// The walks over one sample, and where in them each metric finds what it is made of.
class Walks {
 public:
  Walks(const Exec& exec, std::span<const Metric* const> metrics, const Rows& rows) : classes_(static_cast<std::size_t>(rows.classes)) {
    if (std::ranges::any_of(metrics, [](const Metric* metric) { return ranks_scores(*metric); })) {
      for (std::size_t k = classes_ == 2 ? 1 : 0; k < classes_; ++k) walks_.push_back(walk_by_score(rows, k));
    }
    for (const Metric* metric : metrics) {
      if (!ranks_terms(*metric) || find_ranked(*metric) < walks_.size()) continue;
      ranked_.push_back({metric->terms.write, walks_.size()});
      walks_.push_back(walk_by_term(rows, terms_of(exec, *metric, rows)));
    }
    if (walks_.empty()) walks_.push_back(natural_walk(rows));
    for (const Metric* metric : metrics) {
      if (metric->form == Form::sums) add_terms(exec, *metric, rows);
    }
    if (std::ranges::any_of(metrics, [](const Metric* metric) { return metric->form == Form::class_totals; })) add_cells(rows);
  }

  [[nodiscard]] std::vector<Tallies> tallies(std::uint64_t seed, std::uint32_t batch) const {
    std::vector<Tallies> all;
    all.reserve(walks_.size());
    for (const Walk& walk : walks_) all.push_back(walk_batch(walk, seed, batch));
    return all;
  }

  [[nodiscard]] std::vector<ClassTotals> class_totals(const std::vector<Tallies>& found, std::size_t replicate) const {
    std::vector<ClassTotals> totals(classes_);
    for (std::size_t cell = 0; cell < pairs_.size(); ++cell) {
      const double weight = found.front().cells[cell][replicate];
      ClassTotals& actual = totals[pairs_[cell] / classes_];
      ClassTotals& decided = totals[pairs_[cell] % classes_];
      actual.actual += weight;
      decided.decided += weight;
      if (&actual == &decided) actual.right += weight;
      actual.occurs = decided.occurs = true;
    }
    return totals;
  }

  [[nodiscard]] double value(const Metric& metric, const std::vector<Tallies>& found, std::span<const ClassTotals> totals,
                             std::size_t replicate) const {
    const Tallies& first = found.front();
    if (first.weight[replicate] == 0.0) return nan;
    switch (metric.form) {
      case Form::sums:
        return of_sums(metric, first, replicate);
      case Form::class_totals:
        return metric.of_totals(totals);
      case Form::largest_term:
        return found[find_ranked(metric)].largest[replicate];
      case Form::median_term:
        return found[find_ranked(metric)].median[replicate];
      case Form::area_under_roc:
      case Form::average_precision:
        return of_curves(metric.form, found, replicate);
      case Form::whole:
        return nan;
    }
    return nan;
  }

 private:
  using Write = decltype(metric::Terms::write);
  struct Place {
    Write write;
    std::size_t index;
  };

  static std::size_t find(const std::vector<Place>& places, Write write) {
    const auto found = std::ranges::find(places, write, &Place::write);
    return found == places.end() ? std::numeric_limits<std::size_t>::max() : found->index;
  }
  [[nodiscard]] std::size_t find_ranked(const Metric& metric) const { return find(ranked_, metric.terms.write); }

  void add_terms(const Exec& exec, const Metric& metric, const Rows& rows) {
    Walk& walk = walks_.front();
    if (find(summed_, metric.terms.write) < walk.terms.size()) return;
    summed_.push_back({metric.terms.write, walk.terms.size()});
    const std::vector<double> terms = terms_of(exec, metric, rows);
    for (std::size_t k = 0; k < metric.terms.count; ++k) {
      walk.terms.push_back(in_order(walk, std::span(terms).subspan(k * rows.count, rows.count)));
    }
  }

  void add_cells(const Rows& rows) {
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> number(classes_ * classes_, none), cells(rows.count);
    for (std::size_t row = 0; row < rows.count; ++row) {
      const std::size_t pair = static_cast<std::size_t>(rows.actual[row]) * classes_ + static_cast<std::size_t>(rows.decided[row]);
      if (number[pair] == none) {
        number[pair] = static_cast<std::uint32_t>(pairs_.size());
        pairs_.push_back(pair);
      }
      cells[row] = number[pair];
    }
    walks_.front().cells = in_order(walks_.front(), std::span<const std::uint32_t>(cells));
    walks_.front().cell_count = pairs_.size();
  }

  [[nodiscard]] double of_sums(const Metric& metric, const Tallies& found, std::size_t replicate) const {
    std::vector<double> sums;
    const std::size_t first = find(summed_, metric.terms.write);
    for (std::size_t k = 0; k < metric.terms.count; ++k) sums.push_back(found.terms[first + k][replicate]);
    return metric.terms.of_sums(sums, found.weight[replicate]);
  }

  // As metric::over_classes.
  [[nodiscard]] double of_curves(Form form, const std::vector<Tallies>& found, std::size_t replicate) const {
    const std::size_t curves = classes_ == 2 ? 1 : classes_;
    double sum = 0.0;
    for (std::size_t k = 0; k < curves; ++k) {
      const double of_class = found[k].of_class[replicate], of_others = found[k].of_others[replicate];
      if (form == Form::area_under_roc) {
        const double pairs = of_class * of_others;
        sum += pairs == 0.0 ? nan : found[k].wins[replicate] / (2.0 * pairs);
      } else {
        sum += of_class == 0.0 ? 0.0 : found[k].precisions[replicate] / of_class;
      }
    }
    return sum / static_cast<double>(curves);
  }

  std::size_t classes_;
  std::vector<Walk> walks_;
  std::vector<Place> ranked_;       // the walk that goes by these terms
  std::vector<Place> summed_;       // the first of these terms in the first walk
  std::vector<std::size_t> pairs_;  // of each cell: actual class * classes + decided class
};

/// A metric's own function on one replicate.
double value_by_itself(const Exec& exec, const Metric& metric, const metric::Sample& sample, const Resampling& resampling,
                       std::size_t replicate) {
  const auto counts = poisson_counts(exec, resampling.seed, replicate, sample.actual.size());
  std::vector<double> weight(counts.begin(), counts.end());
  for (std::size_t row = 0; row < sample.weight.size(); ++row) weight[row] *= sample.weight[row];
  metric::Sample weighted = sample;
  weighted.weight = weight;
  return metric.value(exec, weighted);
}

/// Those that have a finite value on the sample, and so no NaN among what they look at.
std::vector<const Metric*> defined_ones(std::span<const Metric* const> metrics, const DeviceSample& sample) {
  std::vector<const Metric*> defined;
  for (const Metric* metric : metrics) {
    if (std::isfinite(metric->value(sample))) defined.push_back(metric);
  }
  return defined;
}

}  // namespace

std::vector<std::vector<double>> replicate_values(const Exec& exec, std::span<const Metric* const> metrics, const metric::Sample& sample,
                                                  const Resampling& resampling) {
  if (sample.actual.size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw std::invalid_argument("bootstrap: " + std::to_string(sample.actual.size()) + " rows are too many");
  }
  const Exec processor{.threads = exec.threads};
  const DeviceSample there(processor, sample);
  std::vector<std::vector<double>> values(metrics.size(), std::vector<double>(resampling.replicates, nan));
  const auto defined = defined_ones(metrics, there);
  if (defined.empty()) return values;
  const Walks walks(processor, defined, there.rows());
  const auto batches = static_cast<std::uint32_t>((resampling.replicates + batch_size - 1) / batch_size);
#pragma omp parallel for schedule(dynamic) num_threads(exec.threads)
  for (std::uint32_t batch = 0; batch < batches; ++batch) {
    const std::vector<Tallies> found = walks.tallies(resampling.seed, batch);
    for (std::size_t r = 0; r < batch_size && batch * batch_size + r < resampling.replicates; ++r) {
      const auto totals = walks.class_totals(found, r);
      for (std::size_t m = 0; m < metrics.size(); ++m) {
        if (std::ranges::find(defined, metrics[m]) == defined.end()) continue;
        values[m][batch * batch_size + r] = walks.value(*metrics[m], found, totals, r);
      }
    }
  }
  // Where sums cannot tell, or there is no other way.
  for (const Metric* metric : defined) {
    if (metric->form != Form::sums && metric->form != Form::whole) continue;
    auto& own = values[static_cast<std::size_t>(std::ranges::find(metrics, metric) - metrics.begin())];
    for (std::size_t r = 0; r < own.size(); ++r) {
      if (std::isnan(own[r])) own[r] = value_by_itself(processor, *metric, sample, resampling, r);
    }
  }
  return values;
}

}  // namespace trainyard::kernels::bootstrap
