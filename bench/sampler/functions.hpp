// The ten functions of the comparison, all to be minimised; functions.py has the same.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/search/space.hpp"

namespace trainyard::bench {

struct Function {
  std::string name;
  std::vector<search::Dimension> space;
  double (*value)(const models::Params& params);
};

const std::vector<Function>& functions();

}  // namespace trainyard::bench
