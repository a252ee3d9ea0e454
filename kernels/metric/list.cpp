#include "kernels/metric/list.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/base/backend.hpp"
#include "kernels/metric/class_scores.hpp"
#include "kernels/reduce/fixed_point.hpp"

// One line per metric: NAME.cu, or that of the score whose mean it is, defines the function NAME of both backends, which describes it.
#define TRAINYARD_METRICS(LINE) \
  LINE(rmse)                    \
  LINE(mae)                     \
  LINE(r2)                      \
  LINE(mape)                    \
  LINE(median_absolute_error)   \
  LINE(max_error)               \
  LINE(pinball_05)              \
  LINE(pinball_10)              \
  LINE(pinball_25)              \
  LINE(pinball_50)              \
  LINE(pinball_75)              \
  LINE(pinball_90)              \
  LINE(pinball_95)              \
  LINE(log_loss)                \
  LINE(brier)                   \
  LINE(roc_auc)                 \
  LINE(pr_auc)                  \
  LINE(accuracy)                \
  LINE(balanced_accuracy)       \
  LINE(mcc)                     \
  LINE(precision)               \
  LINE(recall)                  \
  LINE(f1)                      \
  LINE(precision_macro)         \
  LINE(recall_macro)            \
  LINE(f1_macro)                \
  LINE(precision_weighted)      \
  LINE(recall_weighted)         \
  LINE(f1_weighted)

namespace trainyard::kernels::metric {

#define TRAINYARD_DECLARE(name) \
  namespace cpu {               \
  Entry name();                 \
  }                             \
  namespace cuda {              \
  Entry name();                 \
  }
TRAINYARD_METRICS(TRAINYARD_DECLARE)

namespace {

// Where `values` lie on the device: in `buffer`, which is filled for a GPU alone. Null for no values.
template <class T>
const T* there(const Exec& exec, std::span<const T> values, Buffer<T>& buffer) {
  if (values.empty()) return nullptr;
  if (!exec.on_gpu()) return values.data();
  buffer = Buffer<T>(exec, values);
  return buffer.data();
}

void check_lengths(const Sample& sample) {
  const std::size_t rows = sample.actual.size();
  const std::size_t width = sample.classes > 0 ? static_cast<std::size_t>(sample.classes) : 1;
  const auto check = [rows](std::string_view what, std::size_t found, std::size_t expected) {
    if (found == 0 || found == expected) return;
    throw std::invalid_argument("metrics: " + std::to_string(rows) + " actual values, but " + std::to_string(found) + " " +
                                std::string(what) + " where " + std::to_string(expected) + " are expected");
  };
  check("predictions", sample.predicted.size(), rows * width);
  check("decisions", sample.decided.size(), rows);
  check("weights", sample.weight.size(), rows);
}

// No rows are of every kind, but the number of classes tells the two tasks apart.
void check_kind(const Metric& metric, const Rows& rows) {
  const bool classifies = metric.kind != Kind::values;
  const bool of_task = classifies ? rows.classes >= 2 : rows.classes == 0;
  const bool there = metric.kind == Kind::decisions ? rows.decided != nullptr : rows.predicted != nullptr;
  if (of_task && (there || rows.count == 0)) return;
  throw std::invalid_argument(std::string(metric.name) + ": the sample has " + std::to_string(rows.classes) + " classes" +
                              (there                            ? ""
                               : metric.kind == Kind::decisions ? " and no decisions"
                                                                : " and no predictions"));
}

}  // namespace

std::span<const Metric> metrics() {
  static const std::vector<Metric> list = [] {
    std::vector<Metric> all;
#define TRAINYARD_ADD(name)     \
  all.push_back({cpu::name()}); \
  if constexpr (built_with_cuda) all.back().gpu_function = cuda::name().function;
    TRAINYARD_METRICS(TRAINYARD_ADD)
    return all;
  }();
  return list;
}

const Metric* find_metric(std::string_view name) {
  const auto found = std::ranges::find_if(metrics(), [&](const Metric& metric) {
    return metric.name == name || std::ranges::find(metric.aliases, name) != metric.aliases.end();
  });
  return found == metrics().end() ? nullptr : &*found;
}

DeviceSample::DeviceSample(const Exec& exec, const Sample& sample) : exec_(exec) {
  check_lengths(sample);
  rows_.actual = there(exec, sample.actual, actual_);
  rows_.predicted = there(exec, sample.predicted, predicted_);
  rows_.decided = there(exec, sample.decided, decided_);
  rows_.weight = there(exec, sample.weight, weight_);
  rows_.count = sample.actual.size();
  rows_.classes = sample.classes;
  const bool weighted = rows_.weight != nullptr;
  weightless_ = rows_.count == 0 || (weighted && reduce::largest_weight(exec, {rows_.weight, rows_.count}) == 0.0);
}

double Metric::value(const DeviceSample& sample) const {
  const Rows& rows = sample.rows();
  check_kind(*this, rows);
  if (sample.weightless()) return std::numeric_limits<double>::quiet_NaN();
  if (of_totals != nullptr) {
    const reduce::ConfusionMatrix matrix = confusion_of(sample.exec(), rows);
    return matrix.outside > 0 ? std::numeric_limits<double>::quiet_NaN() : of_totals(class_totals(matrix));
  }
  if (!sample.exec().on_gpu()) return function(sample.exec(), rows);
  if (gpu_function == nullptr) refuse_gpu(sample.exec());
  return gpu_function(sample.exec(), rows);
}

}  // namespace trainyard::kernels::metric
