#include "kernels/trees/binned_rows.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "kernels/base/device_error.hpp"
#include "kernels/quantise/bins.hpp"

namespace trainyard::kernels::trees {
namespace {

constexpr std::size_t most_rows = std::size_t{1} << 30;  // what sums are proven for: fixed_gradients.hpp
constexpr std::size_t most_columns = std::numeric_limits<std::uint16_t>::max();

void check(const Exec& exec, const MatrixView<const float>& x, const quantise::Cuts& cuts) {
  if (exec.on_gpu()) throw DeviceUnavailable("rows are quantised for boosting on the CPU, not on " + exec.name());
  const auto refuse = [](const std::string& what) { throw std::invalid_argument("BinnedRows: " + what); };
  if (x.columns != cuts.columns()) {
    refuse(std::to_string(x.columns) + " columns, and cuts of " + std::to_string(cuts.columns()));
  }
  if (x.columns == 0 || x.columns > most_columns) refuse(std::to_string(x.columns) + " columns, not 1 to " + std::to_string(most_columns));
  if (x.rows > most_rows) refuse(std::to_string(x.rows) + " rows, more than " + std::to_string(most_rows));
  for (std::size_t f = 0; f < cuts.columns(); ++f) {
    if (cuts.of(f).size() > quantise::missing_bin) refuse("feature " + std::to_string(f) + " has more than 255 bins");
  }
}

/// The bin of missing values becomes the number behind the last bin. Returns the slots of the column.
std::uint32_t number_slots(std::uint8_t* column, std::size_t rows, std::uint32_t bins) {
  const auto missing = static_cast<std::uint8_t>(bins);
  std::uint8_t any = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const bool is_missing = column[row] == quantise::missing_bin;
    any |= static_cast<std::uint8_t>(is_missing);
    column[row] = is_missing ? missing : column[row];
  }
  return bins + any;
}

/// The same for all rows of these cuts.
std::vector<std::uint32_t> positions_of(const quantise::Cuts& cuts) {
  std::vector<std::uint32_t> order(cuts.columns()), positions(cuts.columns());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return cuts.of(a).size() > cuts.of(b).size(); });
  for (std::uint32_t place = 0; place < order.size(); ++place) positions[order[place]] = place;
  return positions;
}

/// A few rows at a time, so that their lines stay in the cache while the columns are gone through.
void lay_out_rows(BinnedRows::Data& data) {
  constexpr std::size_t together = 64;
  constexpr std::size_t vector = 16;
  data.stride = (data.features() + vector - 1) / vector * vector;
  data.by_row.resize(data.rows * data.stride);
  for (std::size_t first = 0; first < data.rows; first += together) {
    const std::size_t end = std::min(first + together, data.rows);
    std::fill(data.by_row.data() + first * data.stride, data.by_row.data() + end * data.stride, std::uint8_t{0});
    for (std::size_t f = 0; f < data.features(); ++f) {
      const std::uint8_t* column = data.column(f);
      std::uint8_t* out = data.by_row.data() + data.positions[f];
      for (std::size_t row = first; row < end; ++row) out[row * data.stride] = column[row];
    }
  }
}

}  // namespace

BinnedRows::BinnedRows(const Exec& exec, MatrixView<const float> x, quantise::Cuts cuts) {
  check(exec, x, cuts);
  auto data = std::make_shared<Data>();
  data->cuts = std::move(cuts);
  data->rows = x.rows;
  data->by_column.resize(x.rows * x.columns);
  quantise::quantise(exec, x, data->cuts, {data->by_column.data(), data->by_column.size()});
  data->slots.resize(x.columns);
  for (std::size_t f = 0; f < x.columns; ++f) {
    data->slots[f] = number_slots(data->by_column.data() + f * x.rows, x.rows, data->bins(f));
  }
  data->positions = positions_of(data->cuts);
  lay_out_rows(*data);
  data_ = std::move(data);
}

std::size_t BinnedRows::rows() const { return data_->rows; }

const quantise::Cuts& BinnedRows::cuts() const { return data_->cuts; }

}  // namespace trainyard::kernels::trees
