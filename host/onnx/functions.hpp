// The functions of kernels/base as nodes: in double, by the formulas there where an operator of ONNX would be less exact.
#pragma once

#include "host/onnx/tensor.hpp"

namespace trainyard::onnx {

Tensor exponential(const Tensor& x);
Tensor logarithm(const Tensor& x);
/// Exact for small x too.
Tensor log1p(const Tensor& x);
Tensor expm1(const Tensor& x);
Tensor square_root(const Tensor& x);
Tensor round_down(const Tensor& x);
Tensor round_half_even(const Tensor& x);
/// a / b rounded down, of whole numbers that are not negative and so small that the quotient of doubles tells.
Tensor quotient(const Tensor& a, double b);
/// The standard normal distribution's, of numbers from 1e-10 to 1 - 1e-10.
Tensor normal_quantile(const Tensor& p);

/// Missing beyond 2^32.
Tensor sine(const Tensor& x);
Tensor cosine(const Tensor& x);
/// The sine of 2 pi x / period, of as many quarters more; missing unless the period is above 0.
Tensor on_circle(const Tensor& x, const Tensor& period, double more_quarters);

}  // namespace trainyard::onnx
