// The columns that a request gives a part to, held against the columns of a table and the roles of a schema.
#pragma once

#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

/// Roles that the request gives, its target among them.
std::vector<ColumnRole> given_roles(const ShardRequest& request);

/// Throws Error(bad_config) when a column is dropped and has a role.
void check_dropped(const ShardRequest& request);

/// Throws Error(bad_data) naming `where` when the request names a column that is not among `known`, with the nearest one.
void check_names(const ShardRequest& request, const std::vector<std::string>& known, const std::string& where);

/// Gives the fields their roles: the request's, or their own. Throws Error(bad_config) where the two contradict each other.
void assign_roles(const ShardRequest& request, Schema& schema);

/// Throws when a type does not go with a role, or nothing is left: Error(bad_config) of a given schema, Error(bad_data) of a learned one.
void check_roles(const ShardRequest& request, const Schema& schema, const std::string& where);

}  // namespace trainyard::dataset
