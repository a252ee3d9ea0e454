// What the config asks of the dataset stage.
#include <fstream>

#include "host/pipeline/plan.hpp"
#include "tests/host/config/written.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::DuplicateOptions;

DuplicateOptions duplicates_of(const std::string& given) {
  const config::Written written("experiment: e\ndata: {source: a.csv" + given + "}\n");
  std::ofstream(written.folder() / "a.csv") << "a\n1\n";
  return shard_request(written.load()).duplicates;
}

TEST(ShardRequest, SaysWhatBecomesOfDuplicates) {
  using Action = DuplicateOptions::Action;
  EXPECT_EQ(duplicates_of("").action, Action::keep);
  EXPECT_EQ(duplicates_of(", duplicates: keep").action, Action::keep);
  EXPECT_EQ(duplicates_of(", duplicates: fail").action, Action::fail);
  const auto plain = duplicates_of(", duplicates: drop");
  EXPECT_EQ(plain.action, Action::drop);
  EXPECT_EQ(plain.keep, dataset::Keep::first);
  EXPECT_TRUE(plain.by.empty());
  const auto ruled = duplicates_of(", duplicates: {action: fail, by: [x, y], keep: last}");
  EXPECT_EQ(ruled.action, Action::fail);
  EXPECT_EQ(ruled.keep, dataset::Keep::last);
  EXPECT_EQ(ruled.by, (std::vector<std::string>{"x", "y"}));
}

}  // namespace
}  // namespace trainyard::pipeline
