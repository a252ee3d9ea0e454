// The trials of a folder as rows, with an index beside them so that ten thousand files need not be read each time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/search/trial_row.hpp"

namespace trainyard::search {

struct TrialList {
  std::vector<TrialRow> rows;  ///< in order of number
  std::string index_problem;   ///< why the index could not be written; the rows are right all the same
};

/// All published trials in `folder`; none when it is not there. The trials' files are the truth: a published one never changes, so `index`
/// is believed in what it says of those that are there, and only the others are read. It is used when it is undamaged and was made of this
/// very folder for `study`, and written again, whole, when it has lost many or holds one too many. Two processes that write it write the
/// same. An empty `index` is none. Throws Error(bad_data) on a file that is no trial's, Error(no_input) when the folder goes meanwhile.
TrialList list_trials(const std::filesystem::path& folder, const std::filesystem::path& index, const std::string& study);

}  // namespace trainyard::search
