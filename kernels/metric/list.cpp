#include "kernels/metric/list.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/base/backend.hpp"
#include "kernels/base/buffer.hpp"

// One line per metric: NAME.cu defines the function NAME of both backends, which describes it.
#define TRAINYARD_METRICS(LINE) \
  LINE(rmse)                    \
  LINE(mae)                     \
  LINE(r2)                      \
  LINE(mape)

namespace trainyard::kernels::metric {

#define TRAINYARD_DECLARE(name) \
  namespace cpu {               \
  Entry name();                 \
  }                             \
  namespace cuda {              \
  Entry name();                 \
  }
TRAINYARD_METRICS(TRAINYARD_DECLARE)

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

double Metric::value(const Exec& exec, std::span<const double> actual, std::span<const float> predicted) const {
  if (actual.size() != predicted.size()) {
    throw std::invalid_argument(std::string(name) + ": " + std::to_string(actual.size()) + " actual values, but " +
                                std::to_string(predicted.size()) + " predictions");
  }
  if (actual.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (!exec.on_gpu()) return function(exec, {actual.data(), predicted.data(), actual.size()});
  if (gpu_function == nullptr) refuse_gpu(exec);
  const Buffer<double> actual_there(exec, actual);
  const Buffer<float> predicted_there(exec, predicted);
  return gpu_function(exec, {actual_there.data(), predicted_there.data(), actual.size()});
}

}  // namespace trainyard::kernels::metric
