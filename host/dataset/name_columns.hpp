// Many columns in one message: a wide table has too many to name.
#pragma once

#include <string>
#include <vector>

namespace trainyard::dataset {

/// "column 'a' ONE", or for several "120 columns ('a', 'b', 'c', …) MANY", where the first five are named. There must be one.
std::string name_columns(const std::vector<std::string>& names, const std::string& one, const std::string& many);

}  // namespace trainyard::dataset
