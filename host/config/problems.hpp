// Where a value came from, and the list of mistakes that is shown whole.
#pragma once

#include <string>
#include <vector>

namespace trainyard::config {

/// A place in the file (1-based line and column), or an override named by `label` ("--set", "--device", "TRAINYARD_DEVICE").
struct Place {
  int line = 1;
  int column = 1;
  int rank = 0;       ///< 0: the file; overrides count up in the order in which they are applied
  std::string label;  ///< empty: the file
};

/// One mistake at one key; `path` may be empty (the document as a whole).
struct Problem {
  Place place;
  std::string path;
  std::string message;
};

/// `file:line:column: key`, `--set key` or `TRAINYARD_NAME: key`.
std::string where(const std::string& file, const Place& place, const std::string& path);

/// Every mistake on a line of its own, sorted by place, the same one told once; the file comes before overrides.
std::string to_text(const std::string& file, std::vector<Problem> problems);

}  // namespace trainyard::config
