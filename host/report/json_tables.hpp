// JSON documents as tables.
#pragma once

#include <string>

#include "host/report/html.hpp"
#include "host/report/run_files.hpp"

namespace trainyard::report {

/// A line per entry of an array of objects, a column per key; objects inside are spread as "outer inner". Of more than `most` entries the
/// first, and says so. "" without entries.
std::string records_table(const Json& records, std::size_t most = 200);
/// A line per value of an object; objects inside are spread, arrays of objects become tables of their own below. "" without values.
std::string facts_table(const Json& facts);

}  // namespace trainyard::report
