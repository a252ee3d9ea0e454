#include "host/dataset/code_compaction.hpp"

namespace trainyard::dataset {

CodeCompaction::CodeCompaction(const std::vector<Field>& fields) : kept_(fields.size()), codes_(fields.size()) {}

void CodeCompaction::add(Batch& batch) {
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    auto* values = std::get_if<std::vector<std::int32_t>>(&batch.columns[i]);
    if (values == nullptr) continue;
    for (std::int32_t& value : *values) {
      if (is_missing(value)) continue;
      const auto old = static_cast<std::size_t>(value);
      if (old >= codes_[i].size()) codes_[i].resize(old + 1, missing_code);
      if (codes_[i][old] == missing_code) {
        codes_[i][old] = static_cast<std::int32_t>(kept_[i].size());
        kept_[i].push_back(value);
      }
      value = codes_[i][old];
    }
  }
}

}  // namespace trainyard::dataset
