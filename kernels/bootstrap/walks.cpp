#include "kernels/bootstrap/walks.hpp"

#include <algorithm>
#include <limits>

#include "kernels/bootstrap/orders.hpp"

namespace trainyard::kernels::bootstrap {
namespace {

using metric::ClassTotals;
using metric::Form;
using metric::Metric;
using metric::Rows;

constexpr double not_defined = std::numeric_limits<double>::quiet_NaN();

bool ranks_scores(const Metric& metric) { return metric.form == Form::area_under_roc || metric.form == Form::average_precision; }
bool ranks_terms(const Metric& metric) { return metric.form == Form::largest_term || metric.form == Form::median_term; }

std::vector<double> terms_of(const Exec& exec, const Metric& metric, const Rows& rows) {
  std::vector<double> terms(metric.terms.count * rows.count);
  metric.terms.write(exec, rows, terms.data());
  return terms;
}

}  // namespace

Walks::Walks(const Exec& exec, std::span<const Metric* const> metrics, const Rows& rows)
    : classes_(static_cast<std::size_t>(rows.classes)) {
  if (std::ranges::any_of(metrics, [](const Metric* metric) { return ranks_scores(*metric); })) {
    for (std::size_t k = classes_ == 2 ? 1 : 0; k < classes_; ++k) walks_.push_back(walk_by_score(rows, k));
  }
  for (const Metric* metric : metrics) {
    if (!ranks_terms(*metric) || find(ranked_, *metric) < walks_.size()) continue;
    ranked_.push_back({metric->terms.write, walks_.size()});
    walks_.push_back(walk_by_term(rows, terms_of(exec, *metric, rows)));
  }
  if (walks_.empty()) walks_.push_back(natural_walk(rows));
  for (const Metric* metric : metrics) {
    if (metric->form == Form::sums) add_terms(exec, *metric, rows);
  }
  if (std::ranges::any_of(metrics, [](const Metric* metric) { return metric->form == Form::class_totals; })) add_cells(rows);
}

std::size_t Walks::find(const std::vector<Place>& places, const Metric& metric) {
  const auto found = std::ranges::find(places, metric.terms.write, &Place::write);
  return found == places.end() ? std::numeric_limits<std::size_t>::max() : found->index;
}

void Walks::add_terms(const Exec& exec, const Metric& metric, const Rows& rows) {
  Walk& walk = walks_.front();
  if (find(summed_, metric) < walk.terms.size()) return;
  summed_.push_back({metric.terms.write, walk.terms.size()});
  const std::vector<double> terms = terms_of(exec, metric, rows);
  for (std::size_t k = 0; k < metric.terms.count; ++k) {
    walk.terms.push_back(in_order(walk, std::span(terms).subspan(k * rows.count, rows.count)));
  }
}

void Walks::add_cells(const Rows& rows) {
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

std::vector<Tallies> Walks::tallies(std::uint64_t seed, std::uint32_t batch) const {
  std::vector<Tallies> all;
  all.reserve(walks_.size());
  for (const Walk& walk : walks_) all.push_back(walk_batch(walk, seed, batch));
  return all;
}

std::vector<ClassTotals> Walks::class_totals(const std::vector<Tallies>& found, std::size_t replicate) const {
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

double Walks::value(const Metric& metric, const std::vector<Tallies>& found, std::span<const ClassTotals> totals,
                    std::size_t replicate) const {
  if (found.front().weight[replicate] == 0.0) return not_defined;
  switch (metric.form) {
    case Form::sums:
      return of_sums(metric, found.front(), replicate);
    case Form::class_totals:
      return metric.of_totals(totals);
    case Form::largest_term:
      return found[find(ranked_, metric)].largest[replicate];
    case Form::median_term:
      return found[find(ranked_, metric)].median[replicate];
    case Form::area_under_roc:
    case Form::average_precision:
      return of_curves(metric.form, found, replicate);
    case Form::whole:
      break;
  }
  return not_defined;
}

double Walks::of_sums(const Metric& metric, const Tallies& found, std::size_t replicate) const {
  std::vector<double> sums;
  const std::size_t first = find(summed_, metric);
  for (std::size_t k = 0; k < metric.terms.count; ++k) sums.push_back(found.terms[first + k][replicate]);
  return metric.terms.of_sums(sums, found.weight[replicate]);
}

// As metric::over_classes.
double Walks::of_curves(Form form, const std::vector<Tallies>& found, std::size_t replicate) const {
  const std::size_t curves = classes_ == 2 ? 1 : classes_;
  double sum = 0.0;
  for (std::size_t k = 0; k < curves; ++k) {
    const double of_class = found[k].of_class[replicate], of_others = found[k].of_others[replicate];
    if (form == Form::area_under_roc) {
      const double pairs = of_class * of_others;
      sum += pairs == 0.0 ? not_defined : found[k].wins[replicate] / (2.0 * pairs);
    } else {
      sum += of_class == 0.0 ? 0.0 : found[k].precisions[replicate] / of_class;
    }
  }
  return sum / static_cast<double>(curves);
}

}  // namespace trainyard::kernels::bootstrap
