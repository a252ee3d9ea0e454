// The body of POST /v1/predict: {"rows": [{feature: value, …}, …]}.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "host/dataset/table.hpp"
#include "host/serve/inputs.hpp"
#include "host/serve/problem.hpp"

namespace trainyard::serve {

/// Deeper than any body that is asked for, and far from what a stack holds.
inline constexpr std::size_t deepest_json = 32;

/// The rows as a table; all that is wrong goes to `rejection`: 400, or 413 for more than `most_rows`. The body is read once and never kept
/// as a tree.
dataset::Table read_rows(std::string_view body, const Inputs& inputs, std::size_t most_rows, Rejection& rejection);

/// Any JSON no deeper than deepest_json as a tree.
std::optional<nlohmann::json> read_document(std::string_view body, Rejection& rejection);

/// 413 for so many rows.
Rejection too_many_rows(std::size_t most_rows);

}  // namespace trainyard::serve
