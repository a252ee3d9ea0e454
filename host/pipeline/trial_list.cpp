#include "host/pipeline/trial_list.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/log/log.hpp"
#include "host/search/trial_index.hpp"

namespace trainyard::pipeline {
namespace {

using search::TrialRow;

/// The metric that decides, which metrics.json says when the run has ended and run.json before; "" when neither does.
std::string deciding_metric(const results::RunEntry& run) {
  for (const auto* document : {&run.metrics, &run.run}) {
    if (document->is_object() && document->contains("metric") && (*document)["metric"].is_string()) return (*document)["metric"];
  }
  return "";
}

/// The key says what study it is: everything that decides its outcome.
std::string study_of(const results::RunEntry& run) {
  return run.run.is_object() && run.run.contains("key") ? run.run["key"].dump(-1, ' ', true) : "";
}

/// Better rows first, ties by number, then those whose value does not count by number.
class Better {
 public:
  explicit Better(const std::string& metric) : greater_(evaluate::greater_is_better(metric)) {}

  bool operator()(const TrialRow& a, const TrialRow& b) const {
    if (a.ranks != b.ranks) return a.ranks;
    if (!a.ranks || a.value == b.value) return a.number < b.number;
    return greater_ ? a.value > b.value : a.value < b.value;
  }

 private:
  bool greater_;
};

}  // namespace

TrialListing list_trials(const results::RunEntry& run, const TrialQuery& query) {
  search::TrialList list = search::list_trials(run.folder / "trials", results::trial_index_of(run), study_of(run));
  if (!list.index_problem.empty()) log::debug("no index of the trials was kept: " + list.index_problem);
  TrialListing listing{.metric = deciding_metric(run), .best = std::nullopt, .total = list.rows.size(), .rows = std::move(list.rows)};
  auto& rows = listing.rows;
  if (!listing.metric.empty() && !rows.empty()) {
    const TrialRow& best = *std::min_element(rows.begin(), rows.end(), Better(listing.metric));
    if (best.ranks) listing.best = best.number;
  } else if (query.by_value && !rows.empty()) {
    throw Error(ExitCode::bad_data, run.folder.string() + " does not say which metric decides; list its trials by number");
  }
  if (!query.state.empty()) std::erase_if(rows, [&](const TrialRow& row) { return row.state != query.state; });
  if (query.by_value && !rows.empty()) std::sort(rows.begin(), rows.end(), Better(listing.metric));
  if (query.limit > 0 && rows.size() > query.limit) rows.resize(query.limit);
  return listing;
}

}  // namespace trainyard::pipeline
