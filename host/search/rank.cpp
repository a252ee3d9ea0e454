#include "host/search/rank.hpp"

#include <cmath>

namespace trainyard::search {

bool is_ranked(const Trial& trial) { return trial.state == "complete" && std::isfinite(trial.value); }

bool ranks_before(const Trial& a, const Trial& b, bool greater_is_better) {
  if (a.violation() != b.violation()) return a.violation() < b.violation();
  if (a.value != b.value) return greater_is_better ? a.value > b.value : a.value < b.value;
  return a.number < b.number;
}

}  // namespace trainyard::search
