#include "host/features/bound_step.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/map/map.hpp"

namespace trainyard::features {
namespace {

namespace encode = kernels::encode;
using kernels::Buffer;

class BoundNumbers : public BoundStep {
 public:
  BoundNumbers(const Exec& exec, const NumericStep& step, const kernels::map::Maps& maps) : step_(step), chain_(exec, maps) {}

  [[nodiscard]] std::size_t width() const override { return step_.indicator ? 2 : 1; }

  Met run(const Exec& exec, InputColumns& inputs, kernels::MatrixView<float> features) const override {
    const auto numbers = inputs.numbers(step_.name);
    const auto codes = step_.by.empty() ? InputColumns::Codes() : inputs.codes(step_.by);
    kernels::map::to_features(exec, numbers->view(), chain_.over(codes.view()), features.column(0));
    if (step_.indicator) {
      const std::array is_missing = {kernels::map::DeviceMap{.kind = kernels::map::Kind::is_missing}};
      kernels::map::to_features(exec, numbers->view(), is_missing, features.column(1));
    }
    return {.missing = kernels::impute::count_missing(exec, numbers->view()), .unseen = 0};
  }

 private:
  const NumericStep& step_;
  kernels::map::Chain chain_;
};

class BoundCategories : public BoundStep {
 public:
  BoundCategories(const Exec& exec, const CategoryStep& step, const dataset::Dictionary& dictionary)
      : step_(step), width_(step.features().size()), columns_(step.encoder().columns) {
    lookup_ = columns_ == encode::Columns::hashed ? step.hashed(dictionary) : step.look_up(dictionary);
    unseen_ = Buffer<std::uint8_t>(exec, lookup_.unseen);
    if (columns_ == encode::Columns::hashed || columns_ == encode::Columns::per_category) {
      positions_ = Buffer<std::int32_t>(exec, lookup_.positions);
    } else {
      tables_ = Buffer<float>(exec, step.tables(lookup_, step.values));
    }
  }

  [[nodiscard]] std::size_t width() const override { return width_; }

  Met run(const Exec& exec, InputColumns& inputs, kernels::MatrixView<float> features) const override {
    const auto codes = inputs.codes(step_.name);
    const auto met = encode::count_unseen(exec, codes.view(), unseen_.view());
    if (met.unseen > 0 && step_.options.unseen == "error") refuse(inputs, codes.download(), met.unseen);
    if (columns_ == encode::Columns::per_category) {
      encode::indicate(exec, codes.view(), positions_.view(), features);
    } else if (columns_ == encode::Columns::hashed) {
      encode::indicate_signed(exec, codes.view(), positions_.view(), features);
    } else {
      const std::size_t size = lookup_.positions.size();
      for (std::size_t k = 0; k < width_; ++k) {
        encode::look_up(exec, codes.view(), {tables_.data() + k * size, size}, features.column(k));
      }
    }
    return {.missing = met.missing, .unseen = met.unseen};
  }

 private:
  [[noreturn]] void refuse(InputColumns& inputs, const std::vector<std::int32_t>& codes, std::uint64_t rows) const {
    const auto first = std::ranges::find_if(
        codes, [&](std::int32_t code) { return lookup_.unseen[static_cast<std::size_t>(std::int64_t{code} + 1)] != 0; });
    throw Error(ExitCode::bad_data, "column '" + step_.name + "', " + inputs.place_of(static_cast<std::size_t>(first - codes.begin())) +
                                        ": " + inputs.shown(step_.name, *first) + " does not occur in the training rows (at least " +
                                        std::to_string(rows) + (rows == 1 ? " such row" : " such rows") +
                                        "); set unseen: missing or other, or train on data that has it");
  }

  const CategoryStep& step_;
  std::size_t width_;
  encode::Columns columns_;
  CategoryStep::Lookup lookup_;
  Buffer<std::uint8_t> unseen_;
  Buffer<std::int32_t> positions_;  // of encoders whose columns are 0 but for one
  Buffer<float> tables_;            // of the others, one per column
};

}  // namespace

std::unique_ptr<BoundStep> bind(const Exec& exec, const NumericStep& step, InputColumns& columns) {
  return std::make_unique<BoundNumbers>(exec, step, step.by.empty() ? step.maps : step.maps_for(columns.dictionary(step.by)));
}

std::unique_ptr<BoundStep> bind(const Exec& exec, const CategoryStep& step, InputColumns& columns) {
  return std::make_unique<BoundCategories>(exec, step, columns.dictionary(step.name));
}

}  // namespace trainyard::features
