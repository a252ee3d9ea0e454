// Which runs are wanted, in which order: `metrics.rmse < 50000 and params.max_depth = 6`, as MLflow's search has it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/results/run_table.hpp"

namespace trainyard::results {

/// The value of a field; null when the run has none. A name may be short of its beginning: `rmse` and `metrics.rmse` are that of the test
/// rows, never of others; `cv.rmse`, `max_depth`, a tag's name.
const nlohmann::ordered_json& field_of(const RunRow& row, std::string_view name);

/// Leaves the rows for which all conditions hold: FIELD OP VALUE, joined by `and`; OP is one of = != < <= > >=, VALUE a number, a word, or
/// a text in quotes. Numbers are compared as numbers, texts as texts (times are in an order that fits); a run that has not the field is
/// left out. Throws Error(usage) with the place of a mistake, and for a field that none of many rows has, with the nearest name.
void keep_matching(std::vector<RunRow>& rows, const std::string& filter);

/// `FIELD`, `FIELD asc` or `FIELD desc`; runs without the field come last, and what is equal stays as it was. Throws likewise.
void sort_by(std::vector<RunRow>& rows, const std::string& order);

/// Throws Error(usage) with the nearest name when there are rows and none has the field; `what` begins the message.
void check_field(const std::vector<RunRow>& rows, std::string_view name, const std::string& what);

}  // namespace trainyard::results
