// Labels that arrive later, joined to their rows by key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trainyard::monitor {

/// What a file of labels holds, row by row; "" where a row has no key.
struct Labels {
  std::vector<std::string> keys;
  std::vector<double> values;  ///< of the target, or class numbers
};

struct Joined {
  std::vector<std::uint32_t> rows;  ///< that have a label, ascending
  std::vector<double> actual;       ///< of these
  std::uint64_t rows_without_label = 0;
  std::uint64_t labels_without_row = 0;
};

/// A label whose value is NaN is none yet. Throws Error(bad_data) naming a key that is there twice, `rows_file` or `labels_file`, and the
/// places of both.
Joined join_labels(const std::vector<std::string>& keys, const std::string& rows_file, const Labels& labels,
                   const std::string& labels_file);

}  // namespace trainyard::monitor
