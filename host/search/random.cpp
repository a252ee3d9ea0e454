#include "host/search/sampler.hpp"

namespace trainyard::search {

models::Params propose_random(const Question& question) {
  models::Params params = models::Params::object();
  for (const auto& dimension : question.space) {
    if (dimension.exists(params)) params[dimension.name] = dimension.at(uniform(question.seed, question.trial, dimension.name));
  }
  return params;
}

}  // namespace trainyard::search
