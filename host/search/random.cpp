#include "host/search/sampler.hpp"

namespace trainyard::search {

models::Params draw_params(std::span<const Dimension> space, const std::function<double(const std::string&)>& place) {
  models::Params params = models::Params::object();
  for (const auto& dimension : space) {
    if (dimension.exists(params)) params[dimension.name] = dimension.at(place(dimension.name));
  }
  return params;
}

models::Params propose_random(const Question& question) {
  return draw_params(question.space, [&](const std::string& name) { return uniform(question.seed, question.trial, name); });
}

}  // namespace trainyard::search
