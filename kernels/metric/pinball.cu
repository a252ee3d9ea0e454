#include "kernels/metric/mean.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// Koenker and Bassett (1978): what a prediction of the quantile costs; smallest, in the mean, at the quantile itself.
template <int percent>
struct QuantileError {
  const double* actual;
  const float* predicted;
  explicit QuantileError(const Rows& rows) : actual(rows.actual), predicted(rows.predicted) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    constexpr double alpha = percent / 100.0;
    const double above = actual[row] - static_cast<double>(predicted[row]);
    return above >= 0.0 ? alpha * above : -(1.0 - alpha) * above;
  }
};

template <int percent>
Entry of_quantile(std::string_view name, const std::vector<std::string_view>& aliases, std::string_view doc) {
  return {.name = name,
          .aliases = aliases,
          .doc = doc,
          .greater_is_better = false,
          .kind = Kind::values,
          .form = Form::sums,
          .function = mean_of<QuantileError<percent>>,
          .terms = {1, write_terms<QuantileError<percent>>, mean_of_sum}};
}

}  // namespace

// Another quantile is a line here and one in list.cpp.
Entry pinball_05() { return of_quantile<5>("pinball_05", {}, "quantile loss of a prediction of the 5 % quantile"); }
Entry pinball_10() { return of_quantile<10>("pinball_10", {}, "quantile loss of a prediction of the 10 % quantile"); }
Entry pinball_25() { return of_quantile<25>("pinball_25", {}, "quantile loss of a prediction of the 25 % quantile"); }
Entry pinball_50() {
  return of_quantile<50>("pinball_50", {"mean_pinball_loss"}, "quantile loss of a prediction of the median: half of mae");
}
Entry pinball_75() { return of_quantile<75>("pinball_75", {}, "quantile loss of a prediction of the 75 % quantile"); }
Entry pinball_90() { return of_quantile<90>("pinball_90", {}, "quantile loss of a prediction of the 90 % quantile"); }
Entry pinball_95() { return of_quantile<95>("pinball_95", {}, "quantile loss of a prediction of the 95 % quantile"); }

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
