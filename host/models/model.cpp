#include "host/models/model.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"
#include "host/models/families.hpp"

namespace trainyard::models {

std::span<const Family* const> families() {
  static const std::array all{
      &xgboost_family(), &random_forest_family(), &linear_family(), &logistic_family(), &baseline_family(),
  };
  return all;
}

const Family& family(const std::string& name) {
  std::vector<std::string> known;
  for (const Family* candidate : families()) {
    if (candidate->name() == name) return *candidate;
    known.push_back(candidate->name());
  }
  throw Error(ExitCode::bad_config, "'" + name + "' is not a model family" + suggest(name, known));
}

Params Family::complete(const Params& given) const {
  Params out = Params::object();
  for (const ParamSpec& spec : params()) out[spec.name] = given.contains(spec.name) ? given.at(spec.name) : spec.fallback;
  return out;
}

}  // namespace trainyard::models
