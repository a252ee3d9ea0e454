// Cholesky factors by LAPACK, in the calling thread.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/base/blas.hpp"

namespace trainyard::kernels::linear {

/// Throws std::runtime_error where a routine of LAPACK says that it failed.
void check_lapack(blasint info, const char* routine);

/// The root of each entry of the diagonal; 1 where that is 0.
std::vector<double> roots_of_diagonal(const std::vector<double>& matrix, std::size_t columns);
/// Divides rows and columns by their scale.
void scale_both_sides(std::vector<double>& matrix, const std::vector<double>& scale);

/// Puts the factor U of a symmetric matrix U'U in the place of its upper triangle (dpotrf); false where there is none.
bool factor_cholesky(std::vector<double>& matrix, std::size_t columns);

/// The largest sum of absolute values in a column.
double one_norm(const std::vector<double>& matrix, std::size_t columns);
/// The reciprocal of the condition number in that norm, as dpocon estimates it from the factor and the matrix's norm.
double reciprocal_condition(const std::vector<double>& factor, std::size_t columns, double norm);

}  // namespace trainyard::kernels::linear
