// A first schema and first checks of a table, for people to edit.
#pragma once

#include <string>

#include "host/dataset/profile.hpp"
#include "host/dataset/schema.hpp"

namespace trainyard::dataset {

/// YAML text of a schema file that the profile's table fits: `schema` with `required` where no value is missing, the range of numbers, and
/// the values of categories that have at most 20; and, as a comment, items for `data.expect`. Nothing is told of personal columns' values.
std::string suggest_yaml(const Schema& schema, const Profile& profile);

}  // namespace trainyard::dataset
