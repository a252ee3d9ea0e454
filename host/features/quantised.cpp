#include "host/features/quantised.hpp"

#include "host/models/rows.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/quantise/bins.hpp"

namespace trainyard::features {
namespace {

using kernels::Buffer;
using kernels::quantise::Cuts;

/// A matrix where the kernels of `exec` can read it; on the CPU it stays where it is.
class There {
 public:
  There(const Exec& exec, const Matrix& x) : x_(x) {
    models::check_no_infinity(x);
    if (exec.on_gpu()) copy_ = Buffer<float>(exec, x.values);
  }
  [[nodiscard]] kernels::MatrixView<const float> view() const {
    return {copy_.empty() ? x_.values.data() : copy_.data(), x_.rows, x_.columns, x_.rows};
  }

 private:
  const Matrix& x_;
  Buffer<float> copy_;
};

Quantised quantise_there(const Exec& exec, const There& x, const Cuts& cuts) {
  const auto view = x.view();
  Quantised out{view.rows, view.columns, std::vector<std::uint8_t>(view.rows * view.columns), cuts};
  if (!exec.on_gpu()) {
    kernels::quantise::quantise(exec, view, cuts, {out.bins.data(), out.bins.size()});
    return out;
  }
  Buffer<std::uint8_t> bins(exec, out.bins.size());
  kernels::quantise::quantise(exec, view, cuts, bins.view());
  bins.download(std::span(out.bins));
  return out;
}

}  // namespace

Quantised quantise(const Exec& exec, const Matrix& x, std::span<const float> weight, int max_bins) {
  const There there(exec, x);
  const Buffer<double> weights(exec, std::vector<double>(weight.begin(), weight.end()));
  return quantise_there(exec, there, kernels::quantise::find_cuts(exec, there.view(), weights.view(), max_bins));
}

Quantised quantise(const Exec& exec, const Matrix& x, const Cuts& cuts) {
  models::check_columns(x, cuts.columns());
  return quantise_there(exec, There(exec, x), cuts);
}

Matrix representatives(const Exec& exec, const Quantised& quantised) {
  Matrix x{quantised.rows, quantised.columns, Matrix::Values(quantised.rows * quantised.columns)};
  const Buffer<std::uint8_t> bins(exec, exec.on_gpu() ? quantised.bins : std::vector<std::uint8_t>());
  Buffer<float> values(exec, exec.on_gpu() ? x.values.size() : 0);
  const kernels::View<const std::uint8_t> from{exec.on_gpu() ? bins.data() : quantised.bins.data(), quantised.bins.size()};
  float* to = exec.on_gpu() ? values.data() : x.values.data();
  kernels::quantise::representatives(exec, from, quantised.cuts, {to, x.rows, x.columns, x.rows});
  if (exec.on_gpu()) values.download(std::span(x.values));
  return x;
}

}  // namespace trainyard::features
