// Our own trees as a model of XGBoost's.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/models/model.hpp"
#include "kernels/trees/boost.hpp"

namespace trainyard::models::batched {

/// Trees that are added up, in the order of the rounds, those of a round by output.
struct Boosted {
  std::string objective;
  Target target;
  std::size_t columns = 0;
  int num_parallel_tree = 1;
  float scale_pos_weight = 1;
  std::vector<float> base_score;  ///< per output, in XGBoost's unit
  std::vector<kernels::trees::BoostedTree> trees;

  [[nodiscard]] std::size_t trees_per_round() const { return base_score.size() * static_cast<std::size_t>(num_parallel_tree); }
};

/// UBJSON as XGBoost itself writes it after reading the model; it predicts what the trees say, bit for bit. Throws Error(unavailable)
/// without XGBoost's library.
std::string to_xgboost(const Boosted& model);

}  // namespace trainyard::models::batched
