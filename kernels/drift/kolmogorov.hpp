// The distribution of the two-sided Kolmogorov-Smirnov statistic.
#pragma once

namespace trainyard::kernels::drift {

/// The probability that a sample of n rows (a whole number from 1 on) is `distance` or more from its distribution, to 1e-10 of SciPy's
/// kstwo.sf(distance, n), which takes the same formulas: R. Simard and P. L'Ecuyer, Computing the Two-Sided Kolmogorov-Smirnov
/// Distribution, Journal of Statistical Software 39(11), 2011.
double kolmogorov_sf(double n, double distance);

}  // namespace trainyard::kernels::drift
