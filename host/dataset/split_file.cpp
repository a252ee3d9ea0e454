// Rows of the test files are test rows.
#include <algorithm>

#include "host/dataset/split_methods.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

Split split_by_file(const SplitTask& task) {
  if (std::none_of(task.sources.begin(), task.sources.end(), [](const SourceFile& source) { return source.test; })) {
    throw Error(ExitCode::bad_data, "the dataset has no test file; make it with this config, whose split.test names one");
  }
  std::vector<bool> is_test(task.table.rows());
  for (std::size_t row = 0; row < is_test.size(); ++row) is_test[row] = task.sources[task.table.ids[row].source].test;
  if (std::find(is_test.begin(), is_test.end(), true) == is_test.end()) {
    throw Error(ExitCode::bad_data, "the test files (split.test) have no good row");
  }
  return split_where(task, is_test);
}

}  // namespace trainyard::dataset
