// Boosting as anybody would write it: level by level, every node's rows listed, every split's sums added up row by row.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "kernels/trees/boost.hpp"
#include "kernels/trees/sampling.hpp"

namespace trainyard::reference {

using kernels::trees::BoostedNode;
using kernels::trees::BoostedTree;
using kernels::trees::BoostParams;
using kernels::trees::Objective;

struct BoostTable {
  std::vector<std::vector<int>> bins;      ///< per feature and row; -1 is missing
  std::vector<std::vector<float>> lowest;  ///< per feature and bin
  std::vector<float> y, weight;
  std::vector<float> base;

  [[nodiscard]] std::size_t rows() const { return y.size(); }
};

/// Sums in whole numbers, and what 1 is worth.
struct WholeSums {
  long long g = 0, h = 0;
  WholeSums operator+(WholeSums other) const { return {g + other.g, h + other.h}; }
  WholeSums operator-(WholeSums other) const { return {g - other.g, h - other.h}; }
  bool operator==(const WholeSums&) const = default;
};

class PlainBooster {
 public:
  PlainBooster(BoostParams params, BoostTable table) : params_(params), table_(std::move(table)) {
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      for (std::size_t k = 0; k < params_.outputs; ++k) margins.push_back(table_.base[k]);
    }
  }

  std::vector<float> margins;
  std::vector<BoostedTree> trees;

  void update() {
    const std::vector<float> before = margins;
    for (std::size_t k = 0; k < params_.outputs; ++k) {
      set_gradients(before, k);
      for (int i = 0; i < params_.num_parallel_tree; ++i) grow(k);
    }
  }

 private:
  struct Candidate {
    float gain = 0;
    std::size_t feature = 0;
    int first_bin = 0;
    bool default_left = false;
    WholeSums left, right;
  };

  void set_gradients(const std::vector<float>& from, std::size_t k) {
    std::vector<float> g, h;
    const std::size_t outputs = params_.outputs;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      float w = table_.weight.empty() ? 1.0F : table_.weight[row];
      const float y = table_.y[row], m = from[row * outputs + k];
      if (params_.objective != Objective::softmax && y == 1.0F) w *= params_.scale_pos_weight;
      if (params_.objective == Objective::squared_error) {
        g.push_back((m - y) * w), h.push_back(w);
      } else if (params_.objective == Objective::logistic) {
        const float p = 1.0F / (power(std::fmin(-m, 88.7F)) + 1.0F + 1e-16F);
        g.push_back((p - y) * w), h.push_back(std::fmax(p * (1.0F - p), 1e-16F) * w);
      } else {
        float most = from[row * outputs];
        for (std::size_t j = 0; j < outputs; ++j) most = std::fmax(most, from[row * outputs + j]);
        double sum = 0;
        for (std::size_t j = 0; j < outputs; ++j) sum += static_cast<double>(power(from[row * outputs + j] - most));
        const float p = power(m - most) / static_cast<float>(sum);
        g.push_back((y == static_cast<float>(k) ? p - 1.0F : p) * w), h.push_back(std::fmax(2.0F * p * (1.0F - p) * w, 1e-16F));
      }
    }
    unit_g_ = unit(g), unit_h_ = unit(h);
    whole_.clear();
    for (std::size_t row = 0; row < g.size(); ++row) {
      whole_.push_back({std::llrint(static_cast<double>(g[row]) / unit_g_), std::llrint(static_cast<double>(h[row]) / unit_h_)});
    }
  }

  static float power(float x) { return static_cast<float>(std::exp(static_cast<double>(x))); }

  static double unit(const std::vector<float>& values) {
    double sum = 0, unit = 1;
    for (const float value : values) sum += std::fabs(static_cast<double>(value));
    if (sum == 0) return unit;
    while (sum / unit >= 0x1p30) unit *= 2;
    while (sum / (unit / 2) < 0x1p30) unit /= 2;
    return unit;
  }

  [[nodiscard]] double thresholded(double g) const {
    const double alpha = static_cast<double>(params_.alpha);
    return g > alpha ? g - alpha : g < -alpha ? g + alpha : 0;
  }

  [[nodiscard]] float weight_of(WholeSums sum) const {
    const double g = static_cast<double>(sum.g) * unit_g_, h = static_cast<double>(sum.h) * unit_h_;
    if (h < static_cast<double>(params_.min_child_weight) || h <= 0) return 0;
    const double w = -thresholded(g) / (h + static_cast<double>(params_.lambda)), most = static_cast<double>(params_.max_delta_step);
    return static_cast<float>(most != 0 && std::fabs(w) > most ? std::copysign(most, w) : w);
  }

  [[nodiscard]] float gain_of(WholeSums sum) const {
    const double g = static_cast<double>(sum.g) * unit_g_, h = static_cast<double>(sum.h) * unit_h_;
    if (h <= 0) return 0;
    if (params_.max_delta_step == 0) {
      return static_cast<float>(thresholded(g) * thresholded(g)) / static_cast<float>(h + static_cast<double>(params_.lambda));
    }
    const float w = weight_of(sum), gf = static_cast<float>(g), hf = static_cast<float>(h);
    return -(2.0F * gf * w + (hf + params_.lambda) * (w * w));
  }

  /// In the order of XGBoost's search: a later split has to be better.
  void try_split(Candidate candidate, WholeSums sum, Candidate& best) const {
    candidate.right = sum - candidate.left;
    for (const WholeSums child : {candidate.left, candidate.right}) {
      if (child.h <= 0 || static_cast<double>(child.h) * unit_h_ < static_cast<double>(params_.min_child_weight)) return;
    }
    candidate.gain = (gain_of(candidate.left) + gain_of(candidate.right)) - gain_of(sum);
    if (!std::isinf(candidate.gain) && candidate.gain > best.gain) best = candidate;
  }

  [[nodiscard]] WholeSums sum_of(const std::vector<std::uint32_t>& rows) const {
    WholeSums sum;
    for (const std::uint32_t row : rows) sum = sum + whole_[row];
    return sum;
  }

  [[nodiscard]] Candidate best_split(const std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& features) const {
    const WholeSums sum = sum_of(rows);
    Candidate best;
    for (const std::uint32_t feature : features) {
      const std::vector<int>& bins = table_.bins[feature];
      const int count = static_cast<int>(table_.lowest[feature].size());
      std::vector<WholeSums> per_bin(static_cast<std::size_t>(count));
      WholeSums missing;
      for (const std::uint32_t row : rows) {
        WholeSums& target = bins[row] < 0 ? missing : per_bin[static_cast<std::size_t>(bins[row])];
        target = target + whole_[row];
      }
      WholeSums left;
      for (int bin = 0; bin < count; ++bin) {
        left = left + per_bin[static_cast<std::size_t>(bin)];
        try_split({.feature = feature, .first_bin = bin + 1, .left = left}, sum, best);
      }
      if (missing == WholeSums{}) continue;
      Candidate best_left;  // compared with the others when all are known
      WholeSums right;
      for (int bin = count - 1; bin >= 0; --bin) {
        right = right + per_bin[static_cast<std::size_t>(bin)];
        try_split({.feature = feature, .first_bin = bin, .default_left = true, .left = sum - right}, sum, best_left);
      }
      if (best_left.gain > best.gain) best = best_left;
    }
    return best;
  }

  [[nodiscard]] std::vector<std::uint32_t> features_of(std::uint32_t tree, int depth, std::uint64_t heap) const {
    using namespace kernels::trees;
    const TreeDraws draws{params_.seed, tree};
    std::vector<std::uint32_t> features;
    for (std::uint32_t f = 0; f < table_.bins.size(); ++f) features.push_back(f);
    features = sample_columns(draws, for_tree, params_.colsample_bytree, features);
    features = sample_columns(draws, for_level(depth), params_.colsample_bylevel, features);
    return sample_columns(draws, for_node(heap), params_.colsample_bynode, features);
  }

  [[nodiscard]] float threshold_of(const Candidate& split) const {
    const std::vector<float>& lowest = table_.lowest[split.feature];
    constexpr float infinity = std::numeric_limits<float>::infinity();
    if (split.first_bin == 0) return -infinity;
    return static_cast<std::size_t>(split.first_bin) < lowest.size() ? lowest[static_cast<std::size_t>(split.first_bin)] : infinity;
  }

  [[nodiscard]] bool goes_left(const BoostedNode& node, std::size_t row) const {
    const int bin = table_.bins[node.feature][row];
    return bin < 0 ? node.default_left : bin < static_cast<int>(node.first_bin);
  }

  void grow(std::size_t output) {
    struct Open {
      std::size_t node;
      int depth;
      std::uint64_t heap;
      std::vector<std::uint32_t> rows;
    };
    const auto number = static_cast<std::uint32_t>(trees.size());
    std::vector<std::uint32_t> drawn(table_.rows()), others(table_.rows());
    drawn.resize(kernels::trees::sample_rows({params_.seed, number}, params_.subsample, table_.rows(), drawn.data(), others.data()));
    const float rate = params_.learning_rate / static_cast<float>(params_.num_parallel_tree);
    BoostedTree tree{.nodes = {BoostedNode{}}, .output = output};
    std::vector<Open> level = {{0, 0, 1, drawn}};
    while (!level.empty()) {
      std::vector<Open> next;
      for (const Open& open : level) {
        const WholeSums sum = sum_of(open.rows);
        const auto cover = static_cast<float>(static_cast<double>(sum.h) * unit_h_);
        Candidate split;
        if (open.depth < params_.max_depth) split = best_split(open.rows, features_of(number, open.depth, open.heap));
        if (split.gain <= 1e-6F || split.gain < params_.gamma) {
          const float weight = weight_of(sum);
          tree.nodes[open.node] = {.value = weight * rate, .cover = cover, .weight = open.node == 0 ? weight : weight * rate};
          continue;
        }
        const auto left = static_cast<std::uint32_t>(tree.nodes.size());
        tree.nodes[open.node] = {left,
                                 static_cast<std::uint32_t>(split.feature),
                                 static_cast<std::uint32_t>(split.first_bin),
                                 threshold_of(split),
                                 split.default_left,
                                 0,
                                 split.gain,
                                 cover,
                                 weight_of(sum)};
        tree.nodes.resize(tree.nodes.size() + 2);
        Open lower{left, open.depth + 1, 2 * open.heap, {}}, upper{left + 1, open.depth + 1, 2 * open.heap + 1, {}};
        for (const std::uint32_t row : open.rows) (goes_left(tree.nodes[open.node], row) ? lower : upper).rows.push_back(row);
        next.push_back(std::move(lower));
        next.push_back(std::move(upper));
      }
      level = std::move(next);
    }
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      std::size_t at = 0;
      while (tree.nodes[at].left != 0) at = tree.nodes[at].left + (goes_left(tree.nodes[at], row) ? 0 : 1);
      margins[row * params_.outputs + output] += tree.nodes[at].value;
    }
    trees.push_back(std::move(tree));
  }

  BoostParams params_;
  BoostTable table_;
  std::vector<WholeSums> whole_;
  double unit_g_ = 1, unit_h_ = 1;
};

}  // namespace trainyard::reference
