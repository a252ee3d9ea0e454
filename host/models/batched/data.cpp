#include "host/models/batched/data.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/models/rows.hpp"

namespace trainyard::models::batched {
namespace {

kernels::MatrixView<const float> checked_view(const Labelled& data) {
  check_labelled(data);
  if (data.x->columns == 0) throw Error(ExitCode::bad_data, "there are no feature columns to train on");
  check_no_infinity(*data.x);
  return {data.x->values.data(), data.x->rows, data.x->columns, data.x->rows};
}

/// Where rows are quantised: they lie in the host's memory.
Exec on_host(const Exec& exec) { return {.threads = exec.threads}; }

/// One bin more than XGBoost has, which counts that of the missing values apart.
kernels::quantise::Cuts cuts_of(const Exec& exec, const Labelled& data, int max_bin) {
  const int bins = std::clamp(max_bin + 1, kernels::quantise::fewest_bins, kernels::quantise::most_bins);
  const std::vector<double> weight(data.weight.begin(), data.weight.end());
  return kernels::quantise::find_cuts(on_host(exec), checked_view(data), {weight.data(), weight.size()}, bins);
}

}  // namespace

BinnedData::BinnedData(const Exec& exec, const Labelled& data, int max_bin, const BinnedData* reference)
    : target_(data.target),
      y_(data.y.begin(), data.y.end()),
      weight_(data.weight.begin(), data.weight.end()),
      rows_(on_host(exec), checked_view(data), reference ? reference->rows().cuts() : cuts_of(exec, data, max_bin)) {}

}  // namespace trainyard::models::batched
