#include "host/monitor/quality.hpp"

#include <set>

namespace trainyard::monitor {
namespace {

using nlohmann::ordered_json;

double share_of(std::uint64_t part, std::uint64_t all) { return all == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(all); }

/// Values of categories that the reference does not have; those beyond the ones that it names may be any.
std::uint64_t count_unseen(const ColumnReference& reference, const ColumnReference& now) {
  if (reference.other > 0) return 0;
  std::set<std::string_view> known;
  for (const auto& [category, count] : reference.categories) known.insert(category);
  std::uint64_t unseen = now.other;
  for (const auto& [category, count] : now.categories) unseen += known.contains(category) ? 0 : count;
  return unseen;
}

void check_missing(const QualityOptions& options, const ColumnQuality& column, Finding& finding) {
  const double share = share_of(column.missing, column.present + column.missing), increase = share - column.reference_missing_share;
  finding.document["columns"].back()["missing_share"] = share;
  finding.document["columns"].back()["reference_missing_share"] = column.reference_missing_share;
  if (increase <= options.max_missing_increase) return;
  finding.alerts.push_back({.kind = "quality",
                            .column = column.name,
                            .value = increase,
                            .limit = options.max_missing_increase,
                            .text = column.name + ": " + percent_text(share) + " of the values are missing, " +
                                    percent_text(column.reference_missing_share) + " were in the reference"});
}

void check_unseen(const QualityOptions& options, const ColumnQuality& column, Finding& finding) {
  if (column.type != dataset::ColumnType::category || column.personal) return;
  const double share = share_of(column.unseen, column.present);
  finding.document["columns"].back()["unseen"] = column.unseen;
  finding.document["columns"].back()["unseen_share"] = share;
  if (share <= options.max_unseen) return;
  finding.alerts.push_back({.kind = "quality",
                            .column = column.name,
                            .value = share,
                            .limit = options.max_unseen,
                            .text = column.name + ": " + percent_text(share) + " of the values are categories that training did not have"});
}

void check_rows(const QualityOptions& options, const Observed& observed, Finding& finding) {
  const std::uint64_t good = observed.table.rows();
  const double bad_share = share_of(observed.bad_rows, good + observed.bad_rows);
  finding.document["bad_share"] = bad_share;
  if (good < options.min_rows) {
    finding.alerts.push_back({.kind = "quality",
                              .value = static_cast<double>(good),
                              .limit = static_cast<double>(options.min_rows),
                              .text = std::to_string(good) + " good rows, fewer than " + std::to_string(options.min_rows)});
  }
  if (bad_share <= options.max_bad_rows) return;
  finding.alerts.push_back({.kind = "quality",
                            .value = bad_share,
                            .limit = options.max_bad_rows,
                            .text = percent_text(bad_share) + " of the rows are bad, " + percent_text(options.max_bad_rows) + " may be"});
}

}  // namespace

ColumnQuality quality_of(const ColumnReference& reference, const ColumnReference& now) {
  ColumnQuality quality{.name = now.name,
                        .type = now.type,
                        .personal = now.personal,
                        .present = now.present,
                        .missing = now.missing,
                        .reference_missing_share = reference.missing_share()};
  if (now.is_category() && !now.personal) quality.unseen = count_unseen(reference, now);
  return quality;
}

Finding check_quality(const QualityOptions& options, const Observed& observed, const std::vector<ColumnQuality>& columns) {
  Finding finding{.document = {{"rows", observed.table.rows()}, {"bad_rows", observed.bad_rows}}};
  check_rows(options, observed, finding);
  finding.document["columns"] = ordered_json::array();
  for (const ColumnQuality& column : columns) {
    ordered_json& entry = finding.document["columns"].emplace_back();
    entry = {{"column", column.name}, {"type", dataset::type_name(column.type)}, {"missing", column.missing}};
    check_missing(options, column, finding);
    check_unseen(options, column, finding);
    if (const auto bad = observed.bad.find(column.name); bad != observed.bad.end()) {
      entry["bad"] = bad->second.rows;
      entry["reason"] = bad->second.first;
    }
  }
  if (const auto bad = observed.bad.find(""); bad != observed.bad.end()) {
    finding.document["bad_rows_as_a_whole"] = {{"rows", bad->second.rows}, {"reason", bad->second.first}};
  }
  return finding;
}

}  // namespace trainyard::monitor
