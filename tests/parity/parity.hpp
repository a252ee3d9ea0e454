// The parity suite: what runs on both backends gives the same bits.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "kernels/base/exec.hpp"
#include "kernels/map/map.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/columns.hpp"

namespace trainyard::parity {

/// One thing that is computed: its name, "family_entry", letters, digits and _ alone, and its result on `exec` for one column as bytes.
struct Entry {
  std::string name;
  std::function<reference::Bytes(const Exec& exec, const std::vector<double>& column)> result;
};

/// For the failure's text.
inline void PrintTo(const Entry& entry, std::ostream* out) { *out << entry.name; }

/// What was learned, and the numbers that it makes of the column.
reference::Bytes mapped_bytes(const Exec& exec, kernels::ColumnView column, const kernels::map::Maps& maps);

/// A family gives one Entry per line of its own list, so what is added there is covered. One file NAME.cpp each; listed in parity_test.cpp.
using Family = std::vector<Entry> (*)();

std::vector<Entry> reduce();
std::vector<Entry> metric();
std::vector<Entry> derive();
std::vector<Entry> impute();
std::vector<Entry> scale();
std::vector<Entry> outliers();
std::vector<Entry> maps();
std::vector<Entry> encode();
std::vector<Entry> linear();
std::vector<Entry> select();
std::vector<Entry> quantise();
std::vector<Entry> bootstrap();
std::vector<Entry> trees();

}  // namespace trainyard::parity
