// The standard normal distribution as truncated kernels need it. Additions, multiplications, divisions and square roots of doubles in a
// written order, with the elementary functions of kernels/base: the same bits on every machine.
#pragma once

namespace trainyard::search {

/// log Φ(x) for x <= 0, within 1e-14 relative; no underflow.
double log_normal_cdf(double x);

/// Log of the probability between `low` and `low + width`, which are standardised. `width` below 1e-4 is taken times the density at its
/// middle, which loses less than the difference of two probabilities would. Precondition: width > 0.
double log_normal_mass(double low, double width);

/// The value of a normal distribution cut to [low, high] that `u` in [0, 1) has below it. Precondition: low <= 0 <= high, standardised, and
/// high - low at least 1. Probabilities beyond 1.4e-11 of the whole distribution's tails are taken as that.
double truncated_normal_quantile(double u, double low, double high);

}  // namespace trainyard::search
