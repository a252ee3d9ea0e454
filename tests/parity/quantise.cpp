#include <cmath>

#include "kernels/base/buffer.hpp"
#include "kernels/quantise/bins.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::Buffer;
using reference::Bytes;

void append(Bytes& bytes, const Bytes& more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

// The column as two features, one of few values, with the cuts, the bins, and the values made of them.
Bytes quantise_column(const Exec& exec, const std::vector<double>& column, bool weighted) {
  std::vector<float> table;
  std::vector<double> weight;
  for (const double x : column) table.push_back(static_cast<float>(x));
  for (const double x : column) table.push_back(static_cast<float>(std::floor(x * 10.0)));
  for (const double x : column) weight.push_back(std::isfinite(x) ? std::fmod(std::fabs(x), 5.0) : 0.0);
  const Buffer<float> values(exec, table);
  const Buffer<double> weights(exec, weight);
  const kernels::MatrixView<const float> x{values.data(), column.size(), 2, column.size()};
  Bytes bytes;
  for (const int max_bins : {3, 32, 256}) {
    const auto cuts = kernels::quantise::find_cuts(exec, x, weighted ? weights.view() : kernels::ColumnView{}, max_bins);
    Buffer<std::uint8_t> bins(exec, table.size());
    kernels::quantise::quantise(exec, x, cuts, bins.view());
    Buffer<float> back(exec, table.size());
    kernels::quantise::representatives(exec, bins.view(), cuts, {back.data(), x.rows, x.columns, x.stride});
    append(bytes, reference::bytes_of(cuts.offsets));
    append(bytes, reference::bytes_of(cuts.lowest));
    append(bytes, reference::bytes_of(bins.download()));
    append(bytes, reference::bytes_of(back.download()));
  }
  return bytes;
}

Bytes plain(const Exec& exec, const std::vector<double>& column) { return quantise_column(exec, column, false); }
Bytes weighted(const Exec& exec, const std::vector<double>& column) { return quantise_column(exec, column, true); }

}  // namespace

std::vector<Entry> quantise() { return {{"quantise_plain", plain}, {"quantise_weighted", weighted}}; }

}  // namespace trainyard::parity
