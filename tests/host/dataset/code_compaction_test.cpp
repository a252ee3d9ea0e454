// Codes after rows were dropped are those of a file that never had these rows.
#include "host/dataset/code_compaction.hpp"

#include <gtest/gtest.h>

namespace trainyard::dataset {
namespace {

using Codes = std::vector<std::int32_t>;

Batch two_categories(Codes first, Codes second) {
  Batch batch;
  batch.ids.resize(first.size());
  batch.columns = {std::move(first), std::vector<double>(batch.ids.size()), std::move(second)};
  return batch;
}

TEST(CodeCompaction, NumbersByFirstAppearanceOverAllBatches) {
  std::vector<Field> fields(3);
  fields[0].type = fields[2].type = ColumnType::category;
  CodeCompaction compaction(fields);
  Batch one = two_categories({7, missing_code, 3}, {0, 1, 0}), two = two_categories({3, 9, 7}, {2, missing_code, 1});
  compaction.add(one);
  compaction.add(two);
  EXPECT_EQ(std::get<Codes>(one.columns[0]), (Codes{0, missing_code, 1}));
  EXPECT_EQ(std::get<Codes>(two.columns[0]), (Codes{1, 2, 0}));
  EXPECT_EQ(std::get<Codes>(two.columns[2]), (Codes{2, missing_code, 1}));
  EXPECT_EQ(compaction.kept(), (std::vector<Codes>{{7, 3, 9}, {}, {0, 1, 2}}));
}

TEST(CodeCompaction, OfNoRowKeepsNoCode) {
  std::vector<Field> fields(3);
  CodeCompaction compaction(fields);
  Batch none = two_categories({}, {});
  compaction.add(none);
  EXPECT_EQ(compaction.kept(), (std::vector<Codes>{{}, {}, {}}));
}

}  // namespace
}  // namespace trainyard::dataset
