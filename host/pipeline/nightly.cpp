#include "host/pipeline/nightly.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/nightly/nights.hpp"
#include "host/pipeline/caution.hpp"
#include "host/pipeline/night.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/recorded_run.hpp"
#include "host/pipeline/served_model.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/lease.hpp"
#include "host/storage/leftovers.hpp"

namespace trainyard::pipeline {
namespace {

using nightly::Date;
using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// Local calendars are a day ahead of UTC at most.
constexpr std::chrono::days ahead{1};

Date date_of(const NightlyRequest& request) {
  const Date today = nightly::today();
  if (request.date.empty()) return today;
  const std::string where = "nightly: --date: '" + request.date + "' ";
  const auto date = nightly::parse_date(request.date);
  if (!date) throw Error(ExitCode::usage, where + "is not a day; write it like 2012-10-01");
  if (*date > today + ahead) {
    throw Error(ExitCode::usage, where + "lies in the future, and no night before it could be made any more; today is " +
                                     nightly::date_text(today) + " (UTC)");
  }
  return *date;
}

bool compares_with_production(const ordered_json& gates) {
  return std::ranges::any_of(gates, [](const ordered_json& gate) { return gate.contains("not_worse_than"); });
}

/// All that can be said without data.
void check_nightly(const config::Config& config) {
  if (!config.at("register").is_object()) {
    config.problem("register", "is required by nightly: name the model that its runs become versions of");
  }
  if (reads_standard_input(config)) {
    config.problem("data.source", "is standard input, which is gone when a night is called again; name files");
  }
  if (!compares_with_production(config.at("gates"))) {
    caution(config, "gates",
            "no gate compares with Production, so that a night's model may be worse than the one that serves; add {metric: …, "
            "not_worse_than: Production}");
  }
  check_config(config);
}

Outcome skipped(const ordered_json& record, const fs::path& root) {
  log::info("the night of " + record.at("date").get<std::string>() + " is finished; nothing to do");
  ordered_json summary = night_paths(record, root);
  summary["status"] = "skipped";
  return {summary};
}

void refuse_before_finished(const nightly::Nights& nights, Date date) {
  const auto dates = nights.dates();
  if (dates.empty() || dates.back() <= date) return;
  throw Error(ExitCode::usage, "nightly: the night of " + nightly::date_text(date) + " was never made, and that of " +
                                   nightly::date_text(dates.back()) + " is finished, which knows all the data; name a later --date");
}

storage::Lease take_lease(const nightly::Nights& nights) {
  storage::make_folder(nights.folder());
  auto lease = storage::Lease::acquire(nights.lease());
  if (lease) return std::move(*lease);
  const std::string holder = storage::Lease::holder(nights.lease());
  throw Error(ExitCode::interrupted, "nightly: a night of this experiment is still at work (" + (holder.empty() ? "just ended" : holder) +
                                         ", " + nights.lease().string() + "); nothing is done, and nothing is lost");
}

}  // namespace

Outcome nightly(const config::Config& config, const Settings& settings, const NightlyRequest& request) {
  const Date date = date_of(request);
  log::set_stage("nightly");
  check_nightly(config);
  const fs::path root = open_results(config).root();
  const nightly::Nights nights(root, config.at("experiment"));
  if (const auto done = nights.find(date); !done.is_null()) return skipped(done, root);
  refuse_before_finished(nights, date);
  try {
    storage::remove_temporaries(nights.folder());
    const storage::Lease lease = take_lease(nights);
    if (const auto done = nights.find(date); !done.is_null()) return skipped(done, root);  // meanwhile
    refuse_before_finished(nights, date);
    return {night_paths(Night(config, settings, nights, date, lease).work(), root)};
  } catch (...) {
    log::set_stage("nightly");
    log::warning("the night of " + nightly::date_text(date) + " is not finished; " + still_serves(root, config.at("register.name")));
    throw;
  }
}

Outcome nights(const config::Config& config) {
  const fs::path root = results::Results::open(config.resolve(config.at("results"))).root();
  const std::string experiment = config.at("experiment");
  const nightly::Nights nights(root, experiment);
  std::vector<ordered_json> all;
  for (const Date date : nights.dates()) all.push_back(night_paths(nights.find(date), root));
  const auto unfinished = nights.unfinished();
  const bool at_work = storage::Lease::held(nights.lease());
  for (const Date date : unfinished) {
    const ordered_json begun = nights.begun(date);
    all.push_back({{"date", nightly::date_text(date)},
                   {"status", at_work && date == unfinished.back() ? "running" : "interrupted"},
                   {"started", begun.value("started", ordered_json())},
                   {"decision", begun.value("decision", ordered_json())}});
  }
  std::ranges::sort(all, std::greater(), [](const ordered_json& night) { return night.at("date").get<std::string>(); });
  return {{{"status", "finished"}, {"experiment", experiment}, {"nights", all}}};
}

}  // namespace trainyard::pipeline
