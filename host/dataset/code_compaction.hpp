// Category codes of the rows that stay.
#pragma once

#include <cstdint>
#include <vector>

#include "host/dataset/batch.hpp"

namespace trainyard::dataset {

/// Renumbers codes in order of first appearance among the rows added, so that they are those that a file with these rows alone would get.
class CodeCompaction {
 public:
  explicit CodeCompaction(const std::vector<Field>& fields);

  /// Rewrites the codes of a batch, whose rows follow those added before.
  void add(Batch& batch);
  /// Per field, the old code by the new one; none for a field that is no category.
  [[nodiscard]] const std::vector<std::vector<std::int32_t>>& kept() const noexcept { return kept_; }

 private:
  std::vector<std::vector<std::int32_t>> kept_;
  std::vector<std::vector<std::int32_t>> codes_;  // per field, the new code by the old one; missing_code: not seen yet
};

}  // namespace trainyard::dataset
