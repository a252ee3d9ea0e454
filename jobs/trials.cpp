#include "jobs/trials.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

using nlohmann::ordered_json;
using pipeline::TrialListing;
using search::TrialRow;

std::string seconds_text(std::int64_t milliseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", static_cast<double>(milliseconds) / 1000);
  return text;
}

Table table_of(const TrialListing& listing) {
  const bool reasons = std::any_of(listing.rows.begin(), listing.rows.end(), [](const TrialRow& row) { return !row.reason.empty(); });
  Table table({{"trial", Align::right},
               {"state"},
               {listing.metric.empty() ? "value" : listing.metric, Align::right},
               {""},
               {"seconds", Align::right},
               {"parameters"},
               {reasons ? "reason" : ""}});
  for (const TrialRow& row : listing.rows) {
    table.add({std::to_string(row.number), row.state, std::isnan(row.value) ? "-" : metric_text(row.value),
               row.number == listing.best ? "*" : "", seconds_text(row.milliseconds), row.params, row.reason});
  }
  return table;
}

/// "20 of 10,000 trials; * trial 12 is the best"
std::string total_text(const TrialListing& listing) {
  std::string text = listing.rows.size() == listing.total ? "" : count_text(listing.rows.size()) + " of ";
  text += count_text(listing.total) + (listing.total == 1 ? " trial" : " trials");
  if (listing.best) text += "; * trial " + std::to_string(*listing.best) + " is the best";
  return text + "\n";
}

/// The rows' documents are JSON already: put together as text, ten thousand of them are not parsed only to be printed.
std::string json_of(const ordered_json& head, const TrialListing& listing) {
  std::string json = head.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  json.pop_back();
  json += ",\"trials\":[";
  for (const TrialRow& row : listing.rows) json += (&row == listing.rows.data() ? "" : ",") + row.document;
  return json + "]}";
}

}  // namespace

Answer trials_answer(const results::RunEntry& run, const TrialListing& listing, bool json) {
  Answer answer;
  answer.document = {{"status", run.status},
                     {"run", run.folder.string()},
                     {"experiment", run.experiment},
                     {"metric", listing.metric.empty() ? ordered_json(nullptr) : ordered_json(listing.metric)},
                     {"best", listing.best ? ordered_json(*listing.best) : ordered_json(nullptr)},
                     {"total", listing.total}};
  if (json) {
    answer.json = json_of(answer.document, listing);
  } else {
    answer.text = (listing.rows.empty() ? "" : table_of(listing).text() + "\n") + total_text(listing);
  }
  return answer;
}

}  // namespace trainyard::jobs
