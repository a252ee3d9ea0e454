// Rows with the same value in a column are never parted.
#include <algorithm>
#include <numeric>

#include "host/dataset/split_groups.hpp"

namespace trainyard::dataset {

Split split_by_group(const SplitTask& task) {
  const Column& column = named_column(task, task.options.column);
  const std::vector<Group> groups = ranked_groups(task, column, all_rows(task.table), test_stream);
  std::vector<double> sizes;
  sizes.reserve(groups.size());
  for (const Group& group : groups) sizes.push_back(group.size);
  const double wanted = test_share(task, std::accumulate(sizes.begin(), sizes.end(), 0.0));
  check_group_count(column, groups.size(), wanted == 0 ? 1 : 2, "in all: too few to train on some and test on others");
  // At least one group unless none is wanted, and not all.
  const std::size_t tested = wanted == 0 ? 0 : std::clamp<std::size_t>(nearest_count(sizes, wanted), 1, groups.size() - 1);
  std::vector<bool> is_test(task.table.rows());
  for (std::size_t i = 0; i < tested; ++i) {
    for (const std::uint32_t row : groups[i].rows) is_test[row] = true;
  }
  return split_where(task, is_test);
}

void fold_by_group(const SplitTask& task, Split& split) {
  std::vector<double> sizes(static_cast<std::size_t>(task.options.folds));
  std::vector<std::size_t> members(sizes.size());  // decides among folds without weight, so that none of them stays empty
  std::vector<std::int32_t> fold_of(task.table.rows());
  for (const Group& group : groups_to_fold(task, split)) {
    std::size_t least = 0;
    for (std::size_t k = 1; k < sizes.size(); ++k) {
      if (sizes[k] < sizes[least] || (sizes[k] == 0 && sizes[least] == 0 && members[k] < members[least])) least = k;
    }
    sizes[least] += group.size;
    ++members[least];
    for (const std::uint32_t row : group.rows) fold_of[row] = static_cast<std::int32_t>(least);
  }
  set_folds(split, sizes.size(), fold_of);
}

}  // namespace trainyard::dataset
