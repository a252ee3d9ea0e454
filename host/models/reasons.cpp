#include "host/models/reasons.hpp"

#include <algorithm>

namespace trainyard::models {
namespace {

const Reasons& of_every_family() {
  static const Reasons reasons{
      {{"device", "gpu_id", "predictor"}, "is set by the config's device"},
      {{"n_jobs", "nthread"}, "is set by the config's threads, and never changes a model"},
      {{"random_state", "seed"}, "is set by the config's seed"},
      {{"verbose", "verbosity", "silent"}, "is set by -v and -q on the command line"},
  };
  return reasons;
}

}  // namespace

std::string reason_for(const Reasons& own, const std::string& name) {
  for (const Reasons* reasons : {&own, &of_every_family()}) {
    for (const auto& [names, reason] : *reasons) {
      if (std::ranges::find(names, name) != names.end()) return "cannot be set here: it " + reason;
    }
  }
  return "";
}

Reasons joined(Reasons own, const Reasons& more) {
  own.insert(own.end(), more.begin(), more.end());
  return own;
}

}  // namespace trainyard::models
