// Made-up training rows, the same on every machine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "host/error/error.hpp"
#include "host/models/model.hpp"

namespace trainyard::models::testing {

struct Rows {
  features::Matrix x;
  std::vector<float> y;
  Target target = {};
  std::vector<float> weight = {};

  [[nodiscard]] Labelled labelled() const { return {&x, y, target, weight}; }
  /// Rows [first, first + count) as rows of their own.
  [[nodiscard]] Rows part(std::size_t first, std::size_t count) const {
    Rows out{{count, x.columns, {}},
             {y.begin() + static_cast<std::ptrdiff_t>(first), y.begin() + static_cast<std::ptrdiff_t>(first + count)},
             target};
    for (std::size_t c = 0; c < x.columns; ++c) {
      const auto from = x.column(c).subspan(first, count);
      out.x.values.insert(out.x.values.end(), from.begin(), from.end());
    }
    return out;
  }
};

/// A smooth function of four of six columns with noise; every 17th value is missing. Labels lie in (0, 1).
inline Rows rows(std::size_t count, std::uint64_t seed = 1) {
  constexpr std::size_t columns = 6;
  std::uint64_t state = seed * 0x9e3779b97f4a7c15ULL + 1;
  const auto uniform = [&] {
    state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
    return static_cast<double>((state * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
  };
  Rows out{{count, columns, features::Matrix::Values(count * columns, 0.0F)}, std::vector<float>(count)};
  for (std::size_t r = 0; r < count; ++r) {
    double v[columns];
    for (double& each : v) each = uniform();
    out.y[r] = static_cast<float>(0.05 + 0.9 * (0.4 * v[0] * v[1] + 0.3 * std::abs(v[2] - 0.5) + 0.2 * v[3] + 0.1 * uniform()));
    for (std::size_t c = 0; c < columns; ++c) {
      const bool missing = (r * columns + c) % 17 == 0;
      out.x.values[c * count + r] = missing ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(v[c]);
    }
  }
  return out;
}

/// The same rows with the label's rank among `classes` equal parts as the class.
inline Rows classes_of(Rows data, int classes) {
  std::vector<float> sorted = data.y;
  std::ranges::sort(sorted);
  for (float& y : data.y) {
    const auto rank = std::ranges::lower_bound(sorted, y) - sorted.begin();
    y = static_cast<float>(rank * classes / static_cast<std::ptrdiff_t>(sorted.size()));
  }
  data.target = {.task = classes == 2 ? Task::binary : Task::multiclass, .classes = classes};
  return data;
}

/// Every objective that XGBoost's family offers.
inline std::vector<std::string> objectives() {
  std::vector<std::string> out;
  for (const ParamSpec& spec : family("xgboost").params()) {
    if (spec.name != "objective") continue;
    for (std::size_t from = 0; from < spec.type.size();) {
      const std::size_t bar = std::min(spec.type.find('|', from), spec.type.size());
      out.push_back(spec.type.substr(from, bar - from));
      from = bar + 1;
    }
  }
  return out;
}

/// Rows that an objective can be trained on.
inline Rows rows_for(const std::string& objective, std::size_t count, std::uint64_t seed = 1) {
  const int classes = objective == "binary:logistic" ? 2 : objective == "multi:softprob" ? 3 : 0;
  return classes == 0 ? rows(count, seed) : classes_of(rows(count, seed), classes);
}

/// The share of rows whose most probable class is theirs.
inline double accuracy(const Predictions& predictions, const std::vector<float>& y) {
  std::size_t right = 0;
  for (std::size_t r = 0; r < predictions.rows; ++r) {
    const auto row = predictions.row(r);
    right += static_cast<float>(std::ranges::max_element(row) - row.begin()) == y[r];
  }
  return static_cast<double>(right) / static_cast<double>(y.size());
}

inline double rmse(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

inline FitSettings on_cpu(int threads = 1, std::uint64_t seed = 7) {
  FitSettings settings;
  settings.exec.threads = threads;
  settings.seed = seed;
  return settings;
}

/// Prepares and fits at once.
inline std::unique_ptr<Model> fit(const Family& family, const Rows& train, const Params& params, const FitSettings& settings = on_cpu(),
                                  const Rows* validation = nullptr) {
  const auto data = family.prepare(settings.exec, train.labelled(), params, nullptr);
  const auto held_out = validation ? family.prepare(settings.exec, validation->labelled(), params, data.get()) : nullptr;
  return family.fit(*data, held_out.get(), params, settings);
}

/// The error that `action` throws, for its code and message; fails the test when it throws none.
template <typename Action>
Error error_of(Action&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e;
  }
  return Error(ExitCode::done, "no error was thrown");
}

}  // namespace trainyard::models::testing
