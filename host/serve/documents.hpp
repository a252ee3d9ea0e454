// Bodies that are read as a tree before they are rows: those of the protocols of others.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/serve/row_builder.hpp"

namespace trainyard::serve {

/// A value of a tree; it shows the tree's text.
Value value_of(const nlohmann::json& value);

/// Numbers of the columns with these names; a name that is no column, or that comes twice, is a problem at the place that `path` gives.
/// Names of columns that the model does not look at are Inputs::not_used.
std::vector<std::size_t> find_columns(const Inputs& inputs, const std::vector<std::string>& names,
                                      const std::function<std::string(std::size_t)>& path, Rejection& rejection);

/// [{feature: value, …}, …]. False, with `rejection`, where an element is no object or there are too many. `place` is the list's.
bool add_records(RowBuilder& builder, const Inputs& inputs, const nlohmann::json& records, const std::string& place, std::size_t most_rows,
                 Rejection& rejection);

/// Path of a value of add_records().
RowBuilder::Path record_path(const std::string& place);

}  // namespace trainyard::serve
