#include "host/models/batched/base_scores.hpp"

#include <algorithm>
#include <cmath>

namespace trainyard::models::batched {
namespace {

constexpr double least_share = 1e-6;  // XGBoost's

double weight_of(const Labelled& data, std::size_t row) { return data.weight.empty() ? 1.0 : static_cast<double>(data.weight[row]); }

double mean_target(const Labelled& data) {
  double sum = 0, weight = 0;
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    sum += weight_of(data, r) * static_cast<double>(data.y[r]);
    weight += weight_of(data, r);
  }
  return sum / weight;
}

float newton_step(const Labelled& data, double scale_pos_weight) {
  double gradient = 0, hessian = 0;
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    const bool positive = data.y[r] == 1.0F;
    const double weight = weight_of(data, r) * (positive ? scale_pos_weight : 1.0);
    gradient += weight * (0.5 - static_cast<double>(data.y[r]));
    hessian += weight * 0.25;
  }
  return static_cast<float>(1.0 / (1.0 + std::exp(gradient / hessian)));
}

std::vector<float> centred_log_shares(const Labelled& data) {
  const auto classes = static_cast<std::size_t>(data.target.classes);
  std::vector<double> log_share(classes);
  double all = 0, mean = 0;
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    log_share[static_cast<std::size_t>(data.y[r])] += weight_of(data, r);
    all += weight_of(data, r);
  }
  for (double& one : log_share) {
    one = std::log(std::max(one / all, least_share));
    mean += one / static_cast<double>(classes);
  }
  std::vector<float> out;
  out.reserve(classes);
  for (const double one : log_share) out.push_back(static_cast<float>(one - mean));
  return out;
}

}  // namespace

std::vector<float> base_scores(const Params& complete, const Labelled& data) {
  const auto objective = complete.at("objective").get<std::string>();
  const Params& given = complete.at("base_score");
  if (objective == "multi:softprob") {
    if (given.is_null()) return centred_log_shares(data);
    return std::vector<float>(static_cast<std::size_t>(data.target.classes), given.get<float>());
  }
  if (!given.is_null()) return {given.get<float>()};
  const double scale_pos_weight = complete.at("scale_pos_weight");
  if (objective == "binary:logistic" && scale_pos_weight != 1.0) return {newton_step(data, scale_pos_weight)};
  return {static_cast<float>(mean_target(data))};
}

}  // namespace trainyard::models::batched
