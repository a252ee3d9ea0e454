#include "kernels/linear/softmax.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "kernels/base/buffer.hpp"
#include "tests/reference/linear.hpp"

namespace trainyard::kernels::linear {
namespace {

/// Rows with scores of `outputs` columns; some so large that a plain exp would overflow.
struct Rows {
  Rows(std::size_t count, std::size_t outputs_) : outputs(outputs_), scores(reference::make_numbers(count * outputs_, -20, 20, 3)) {
    for (std::size_t i = 0; i < scores.size(); i += 7) scores[i] *= 60;
    weight = reference::make_numbers(count, 0, 2, 4);
    direction = reference::make_numbers(count * outputs_, -1, 1, 5);
    const std::size_t classes = outputs == 1 ? 2 : outputs;
    for (std::size_t r = 0; r < count; ++r) label.push_back(static_cast<std::int32_t>(r * 5 % 13 % classes));
  }

  [[nodiscard]] std::size_t count() const { return label.size(); }
  [[nodiscard]] std::size_t classes() const { return outputs == 1 ? 2 : outputs; }
  /// Score of class k, the binary model's class 0 having none.
  [[nodiscard]] long double score(std::size_t r, std::size_t k, double step = 0) const {
    if (outputs == 1 && k == 0) return 0;
    const std::size_t at = (outputs == 1 ? 0 : k) * count() + r;
    return static_cast<long double>(scores[at]) + static_cast<long double>(step) * direction[at];
  }
  [[nodiscard]] long double log_sum(std::size_t r, double step = 0) const {
    long double highest = score(r, 0, step), sum = 0;
    for (std::size_t k = 1; k < classes(); ++k) highest = std::max(highest, score(r, k, step));
    for (std::size_t k = 0; k < classes(); ++k) sum += std::exp(score(r, k, step) - highest);
    return highest + std::log(sum);
  }
  [[nodiscard]] long double probability(std::size_t r, std::size_t k) const { return std::exp(score(r, k) - log_sum(r)); }

  std::size_t outputs;
  std::vector<double> scores, weight, direction;
  std::vector<std::int32_t> label;
};

/// The same on a device.
struct There {
  There(const Exec& exec_, const Rows& rows)
      : exec(exec_),
        scores(exec, rows.scores),
        direction(exec, rows.direction),
        weight(exec, rows.weight),
        probability(exec, scores.size()),
        slope(exec, scores.size()),
        label(exec, rows.label),
        outputs(rows.outputs) {
    loss_slopes(exec, classes(), read(scores), write(probability), write(slope));
  }
  [[nodiscard]] ClassRows classes() const { return {label.view(), weight.view()}; }
  [[nodiscard]] MatrixView<const double> read(const Buffer<double>& values) const {
    return {values.data(), label.size(), outputs, label.size()};
  }
  [[nodiscard]] MatrixView<double> write(Buffer<double>& values) const { return {values.data(), label.size(), outputs, label.size()}; }

  Exec exec;
  Buffer<double> scores, direction, weight, probability, slope;
  Buffer<std::int32_t> label;
  std::size_t outputs;
};

class Softmax : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(outputs, Softmax, testing::Values(1, 3, 11));

TEST_P(Softmax, LossIsTheWeightedSumOfLogProbabilities) {
  for (const std::size_t count : {0, 1, 33, 5000}) {
    const Rows rows(count, GetParam());
    const There there({}, rows);
    for (const double step : {0.0, 0.5, 100.0}) {
      long double expected = 0;
      for (std::size_t r = 0; r < count; ++r) {
        expected += rows.weight[r] * (rows.log_sum(r, step) - rows.score(r, static_cast<std::size_t>(rows.label[r]), step));
      }
      EXPECT_NEAR(log_loss({}, there.classes(), there.read(there.scores), there.read(there.direction), step), expected,
                  1e-13 * expected + 1e-18)
          << count << " rows, step " << step;
    }
  }
}

TEST(BinaryLoss, OfACertainRowIsTheLeftOverProbability) {
  const Exec exec;
  const Buffer<double> scores(exec, std::vector<double>{60.0}), weight;
  const Buffer<std::int32_t> label(exec, std::vector<std::int32_t>{1});
  const MatrixView<const double> matrix{scores.data(), 1, 1, 1};
  EXPECT_NEAR(log_loss(exec, {label.view(), weight.view()}, matrix, matrix, 0.0), std::exp(-60.0), 1e-15 * std::exp(-60.0));
}

TEST_P(Softmax, SlopesAreProbabilitiesLessTheLabels) {
  const Rows rows(300, GetParam());
  const There there({}, rows);
  const auto probability = there.probability.download(), slope = there.slope.download();
  for (std::size_t r = 0; r < rows.count(); ++r) {
    for (std::size_t k = 0; k < rows.outputs; ++k) {
      const std::size_t of_class = rows.outputs == 1 ? 1 : k;
      const long double p = rows.probability(r, of_class);
      const long double hit = static_cast<std::size_t>(rows.label[r]) == of_class ? 1.0L : 0.0L;
      ASSERT_NEAR(probability[k * 300 + r], p, 1e-13 * p + 1e-320) << "row " << r;  // subnormal ones have fewer digits
      ASSERT_NEAR(slope[k * 300 + r], rows.weight[r] * (p - hit), 1e-15) << "row " << r;
    }
  }
}

TEST_P(Softmax, CurvatureIsTheSecondDerivative) {
  const Rows rows(300, GetParam());
  There there({}, rows);
  Buffer<double> bent({}, rows.direction), diagonal({}, rows.scores.size());
  curvature_times({}, there.weight.view(), there.read(there.probability), there.write(bent));
  curvature_diagonals({}, there.weight.view(), there.read(there.probability), there.write(diagonal));
  const auto products = bent.download(), entries = diagonal.download();
  for (std::size_t r = 0; r < rows.count(); ++r) {
    for (std::size_t k = 0; k < rows.outputs; ++k) {
      const std::size_t of_class = rows.outputs == 1 ? 1 : k;
      const long double p = rows.probability(r, of_class);
      long double mean = 0;
      for (std::size_t j = 0; j < rows.outputs; ++j) {
        mean += rows.probability(r, rows.outputs == 1 ? 1 : j) * rows.direction[j * 300 + r];
      }
      ASSERT_NEAR(products[k * 300 + r], rows.weight[r] * p * (rows.direction[k * 300 + r] - mean), 1e-15) << "row " << r;
      ASSERT_NEAR(entries[k * 300 + r], rows.weight[r] * p * (1 - p), 1e-15) << "row " << r;
    }
  }
}

TEST_P(Softmax, CurvatureOfAPairIsItsEntryOfTheSecondDerivative) {
  const Rows rows(300, GetParam());
  const There there({}, rows);
  for (std::size_t l = 0; l < rows.outputs; ++l) {
    for (std::size_t k = 0; k < rows.outputs; ++k) {
      Buffer<double> result({}, 300);
      curvature_of_pair({}, there.weight.view(), there.read(there.probability), k, l, result.view());
      const auto found = result.download();
      for (std::size_t r = 0; r < rows.count(); ++r) {
        const long double p = rows.probability(r, rows.outputs == 1 ? 1 : k), q = rows.probability(r, rows.outputs == 1 ? 1 : l);
        ASSERT_NEAR(found[r], rows.weight[r] * (k == l ? p * (1 - p) : -p * q), 1e-15) << "row " << r << ", outputs " << k << ", " << l;
      }
    }
  }
}

TEST_P(Softmax, WritesEachProbabilityOnceRoundedToItsPlace) {
  const Rows rows(100, GetParam());
  There there({}, rows);
  const std::size_t width = rows.classes() + 2;
  std::vector<std::int32_t> places;
  for (std::size_t k = 0; k < rows.classes(); ++k) places.push_back(static_cast<std::int32_t>(width - 1 - k));
  const Buffer<std::int32_t> place({}, places);
  Buffer<float> result({}, std::vector<float>(100 * width, -1.0F));
  class_probabilities({}, there.write(there.scores), place.view(), width, result.view());
  const auto found = result.download();
  for (std::size_t r = 0; r < 100; ++r) {
    EXPECT_EQ(found[r * width], -1.0F);
    EXPECT_EQ(found[r * width + 1], -1.0F);
    for (std::size_t k = 0; k < rows.classes(); ++k) {
      const long double p = rows.probability(r, k);
      ASSERT_NEAR(found[r * width + width - 1 - k], p, 6e-8L * p + 1e-45L) << "row " << r << ", class " << k;
    }
  }
}

TEST_P(Softmax, CountsEveryRowOnceWithoutWeights) {
  Rows rows(50, GetParam());
  rows.weight.assign(50, 1.0);
  const There weighted({}, rows);
  const ClassRows plain{weighted.label.view(), {}};
  EXPECT_EQ(log_loss({}, plain, weighted.read(weighted.scores), weighted.read(weighted.scores), 0.0),
            log_loss({}, weighted.classes(), weighted.read(weighted.scores), weighted.read(weighted.scores), 0.0));
}

TEST_P(Softmax, GivesTheSameBitsForAnyThreadCount) {
  const Rows rows(20'000, GetParam());
  const There alone({}, rows), many({.threads = 5}, rows);
  EXPECT_EQ(alone.probability.download(), many.probability.download());
  EXPECT_EQ(alone.slope.download(), many.slope.download());
  EXPECT_EQ(log_loss({}, alone.classes(), alone.read(alone.scores), alone.read(alone.direction), 0.3),
            log_loss({.threads = 5}, many.classes(), many.read(many.scores), many.read(many.direction), 0.3));
}

}  // namespace
}  // namespace trainyard::kernels::linear
