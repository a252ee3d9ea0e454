#include "host/features/apply_steps.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "host/error/error.hpp"
#include "host/features/input_columns.hpp"
#include "host/features/row_blocks.hpp"
#include "kernels/base/buffer.hpp"

namespace trainyard::features {
namespace {

using dataset::Table;
using Rows = std::span<const std::uint32_t>;

void check_finite(const std::string& name, std::span<const float> feature, const InputColumns& inputs) {
  const auto found = std::find_if(feature.begin(), feature.end(), [](float x) { return std::isinf(x); });
  if (found == feature.end()) return;
  throw Error(ExitCode::bad_data, "column '" + name + "', " + inputs.place_of(static_cast<std::size_t>(found - feature.begin())) +
                                      ": the number is too large for a feature (the limit is 3.4e38); scale it down or drop the column");
}

/// A step's columns of a matrix for some of its rows: in place, or beside it on a GPU and where not all of them are wanted.
class Target {
 public:
  /// `places` are the columns' in the matrix, ascending; -1: not wanted.
  Target(const Exec& exec, Matrix& matrix, std::size_t first_row, std::size_t rows, const std::vector<std::ptrdiff_t>& places)
      : matrix_(matrix), first_row_(first_row), places_(places), view_{nullptr, rows, 0, rows} {
    if (places.empty()) return;
    if (!exec.on_gpu() && std::ranges::none_of(places, [](std::ptrdiff_t place) { return place < 0; })) {
      view_ = {column_at(places.front()), rows, places.size(), matrix.rows};
    } else {
      beside_ = kernels::Buffer<float>(exec, rows * places.size());
      view_ = {beside_.data(), rows, places.size(), rows};
    }
  }

  [[nodiscard]] kernels::MatrixView<float> view() const { return view_; }
  void finish() const {
    if (beside_.empty()) return;
    for (std::size_t c = 0; c < places_.size(); ++c) {
      if (places_[c] >= 0) beside_.download(std::span(column_at(places_[c]), view_.rows), c * view_.rows);
    }
  }
  /// The first of the columns; none when it is not wanted.
  [[nodiscard]] std::span<const float> first_column() const {
    return places_.front() < 0 ? std::span<const float>() : std::span<const float>(column_at(places_.front()), view_.rows);
  }

 private:
  [[nodiscard]] float* column_at(std::ptrdiff_t place) const {
    return matrix_.values.data() + static_cast<std::size_t>(place) * matrix_.rows + first_row_;
  }

  Matrix& matrix_;
  std::size_t first_row_;
  const std::vector<std::ptrdiff_t>& places_;
  kernels::Buffer<float> beside_;
  kernels::MatrixView<float> view_;
};

std::unique_ptr<BoundStep> bound(const Exec& exec, const Transform::Steps::Step& step, InputColumns& inputs) {
  const auto* category = std::get_if<CategoryStep>(&step);
  return category != nullptr ? bind(exec, *category, inputs) : bind(exec, std::get<NumericStep>(step), inputs);
}

}  // namespace

AppliedSteps::AppliedSteps(const Exec& exec, const Transform::Steps& steps, const Table& layout)
    : exec_(exec), steps_(steps), kept_(steps.places()), met_(steps.columns.size()) {
  InputColumns inputs(exec, layout, {}, steps.derive);
  using Steps = Transform::Steps;
  for (const auto& step : steps.columns) inputs.require(Steps::name(step), std::holds_alternative<CategoryStep>(step));
  for (const auto& step : steps.columns) {
    // The dictionary of a derived column belongs to the rows that it was derived for.
    const bool of_block = std::holds_alternative<CategoryStep>(step) && steps.derived(Steps::name(step));
    shared_.push_back(of_block ? nullptr : bound(exec, step, inputs));
  }
}

void AppliedSteps::run(const Table& block, Rows rows, Matrix& matrix, std::size_t first_row) {
  const auto nothing_of = [&](std::size_t i) {
    return !kept_[i].empty() && std::ranges::all_of(kept_[i], [](std::ptrdiff_t place) { return place < 0; });
  };
  std::size_t beside = 0;  // of columns that are not wanted as a whole
  for (const auto& step : kept_) {
    if (std::ranges::any_of(step, [](std::ptrdiff_t place) { return place < 0; })) beside = std::max(beside, step.size());
  }
  const auto& columns = steps_.columns;
  std::mutex adding;
  for_each_block(exec_, rows.size(), beside, [&](const Exec& here, std::size_t first, std::size_t count) {
    InputColumns inputs(here, block, rows.subspan(first, count), steps_.derive);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (nothing_of(i)) continue;
      const auto own = shared_[i] == nullptr ? bound(here, columns[i], inputs) : nullptr;
      const BoundStep& step = own != nullptr ? *own : *shared_[i];
      const Target target(here, matrix, first_row + first, count, kept_[i]);
      const Met found = step.run(here, inputs, target.view());
      target.finish();
      if (std::holds_alternative<NumericStep>(columns[i])) {
        check_finite(Transform::Steps::name(columns[i]), target.first_column(), inputs);
      }
      const std::lock_guard lock(adding);
      met_[i].missing += found.missing;
      met_[i].unseen += found.unseen;
    }
  });
}

}  // namespace trainyard::features
