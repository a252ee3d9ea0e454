// Means over rows, for the metrics that are one. Without weights the bits are those of a plain canonical sum, divided by the number of
// rows.
#pragma once

#include "kernels/base/launch.cuh"
#include "kernels/metric/list.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

template <class F>
struct Weighted {
  F term;
  const double* weight;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return weight[row] * term(row); }
};

struct WeightOfRow {
  const double* weight;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return weight[row]; }
};

/// The sum of term(row) times the row's weight.
template <class F>
double total(const Exec& exec, const Rows& rows, const F& term) {
  if (rows.weight == nullptr) return reduce::TRAINYARD_BACKEND::sum(exec, rows.count, term);
  return reduce::TRAINYARD_BACKEND::sum(exec, rows.count, Weighted<F>{term, rows.weight});
}

inline double total_weight(const Exec& exec, const Rows& rows) {
  if (rows.weight == nullptr) return static_cast<double>(rows.count);
  return reduce::TRAINYARD_BACKEND::sum(exec, rows.count, WeightOfRow{rows.weight});
}

template <class F>
double mean(const Exec& exec, const Rows& rows, const F& term) {
  return total(exec, rows, term) / total_weight(exec, rows);
}

template <class F>
struct WriteTerm {
  F term;
  double* out;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const { out[row] = term(row); }
};

/// For an Entry: Term(rows) is a functor of the row.
template <class Term>
void write_terms(const Exec& exec, const Rows& rows, double* out) {
  kernels::TRAINYARD_BACKEND::for_each_index(exec, rows.count, WriteTerm<Term>{Term(rows), out});
}

template <class Term>
double mean_of(const Exec& exec, const Rows& rows) {
  return mean(exec, rows, Term(rows));
}

inline double mean_of_sum(std::span<const double> sums, double weight) { return sums[0] / weight; }

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
