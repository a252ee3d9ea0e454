// The walks over one sample that some metrics need, and where in them each metric finds what it is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/bootstrap/walk.hpp"
#include "kernels/metric/class_scores.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::kernels::bootstrap {

class Walks {
 public:
  /// `rows` are in host memory. Precondition: each metric has a finite value on them.
  Walks(const Exec& exec, std::span<const metric::Metric* const> metrics, const metric::Rows& rows);

  /// Of one batch of replicates, one per walk.
  [[nodiscard]] std::vector<Tallies> tallies(std::uint64_t seed, std::uint32_t batch) const;
  /// What Metric::of_totals takes, for one replicate of the batch; without meaning where no metric needs it.
  [[nodiscard]] std::vector<metric::ClassTotals> class_totals(const std::vector<Tallies>& found, std::size_t replicate) const;
  /// Of one of the metrics on one replicate of the batch. NaN where it is not defined, where Terms::of_sums cannot tell, and of
  /// Form::whole.
  [[nodiscard]] double value(const metric::Metric& metric, const std::vector<Tallies>& found, std::span<const metric::ClassTotals> totals,
                             std::size_t replicate) const;

 private:
  struct Place {
    decltype(metric::Terms::write) write;
    std::size_t index;
  };
  static std::size_t find(const std::vector<Place>& places, const metric::Metric& metric);

  void add_terms(const Exec& exec, const metric::Metric& metric, const metric::Rows& rows);
  void add_cells(const metric::Rows& rows);
  [[nodiscard]] double of_sums(const metric::Metric& metric, const Tallies& found, std::size_t replicate) const;
  [[nodiscard]] double of_curves(metric::Form form, const std::vector<Tallies>& found, std::size_t replicate) const;

  std::size_t classes_;
  std::vector<Walk> walks_;
  std::vector<Place> ranked_;       // the walk that goes by these terms
  std::vector<Place> summed_;       // the first of these terms in the first walk
  std::vector<std::size_t> pairs_;  // of each cell: actual class * classes + decided class
};

}  // namespace trainyard::kernels::bootstrap
