#include "host/onnx/functions.hpp"

#include <span>

namespace trainyard::onnx {
namespace {

// The highest power's first.
Tensor polynomial(const Tensor& x, std::initializer_list<double> coefficients) {
  auto next = coefficients.begin();
  Tensor sum = *next * x + next[1];
  for (next += 2; next != coefficients.end(); ++next) sum = sum * x + *next;
  return sum;
}

}  // namespace

Tensor exponential(const Tensor& x) { return x.graph->node("Exp", {x}); }
Tensor logarithm(const Tensor& x) { return x.graph->node("Log", {x}); }
Tensor square_root(const Tensor& x) { return x.graph->node("Sqrt", {x}); }
Tensor round_down(const Tensor& x) { return x.graph->node("Floor", {x}); }
Tensor round_half_even(const Tensor& x) { return x.graph->node("Round", {x}); }

Tensor quotient(const Tensor& a, double b) { return round_down(a / b); }

Tensor log1p(const Tensor& x) {
  const Tensor u = 1.0 + x;
  const Tensor back = u - 1.0;
  const Tensor lost = (1.0 - (u - back)) + (x - back);
  return logarithm(u) + lost / u;
}

// W. Kahan's: what the rounding of e^x does to e^x - 1 it does to log(e^x) as well.
Tensor expm1(const Tensor& x) {
  const Tensor power = exponential(x);
  const Tensor less = power - 1.0;
  const Tensor exact = less * (x / logarithm(power));
  const Tensor near = choose(equal(power, 1.0), x, exact);
  return choose(any(x<-40.0, x> 700.0), less, near);
}

Tensor normal_quantile(const Tensor& p) {
  const Tensor q = p - 0.5;
  const Tensor near = 0.180625 - q * q;
  const Tensor above = polynomial(near, {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
                                         13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080});
  const Tensor below = polynomial(near, {5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
                                         5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0});
  const Tensor low = q < 0.0;
  const Tensor far = square_root(-logarithm(choose(low, p, 1.0 - p))) - 1.6;
  const Tensor tail_above =
      polynomial(far, {7.74545014278341407640e-4, 2.27238449892691845833e-2, 0.241780725177450611770, 1.27045825245236838258,
                       3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734});
  const Tensor tail_below =
      polynomial(far, {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 0.148103976427480074590,
                       0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1.0});
  const Tensor is_tail = absolute(q) > 0.425;
  const Tensor signed_tail = choose(low, -tail_above, tail_above);
  return choose(is_tail, signed_tail, q * above) / choose(is_tail, tail_below, below);
}

Tensor sine(const Tensor& x) { return choose(absolute(x) <= 0x1p32, x.graph->node("Sin", {x}), none); }
Tensor cosine(const Tensor& x) { return choose(absolute(x) <= 0x1p32, x.graph->node("Cos", {x}), none); }

Tensor on_circle(const Tensor& x, const Tensor& period, double more_quarters) {
  const Tensor turns = remainder(x, period) / period;
  const Tensor quarters = round_half_even(4.0 * turns);
  const Tensor rest = (turns - 0.25 * quarters) * 6.283185307179586;
  const Tensor place = remainder(quarters + (more_quarters + 8.0), 4.0);
  const Tensor odd = any(equal(place, 1.0), equal(place, 3.0));
  const Tensor size = choose(odd, x.graph->node("Cos", {rest}), x.graph->node("Sin", {rest}));
  return choose(period > 0.0, choose(place >= 2.0, -size, size), none);
}

}  // namespace trainyard::onnx
