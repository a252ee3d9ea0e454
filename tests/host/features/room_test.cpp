// Features that no memory holds are refused before any of it is touched.
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

TEST(TransformRoom, RefusesAMatrixThatDoesNotFitInMemory) {
  test::SmallTable data;
  data.categories("c", {"a", "b"});
  FeatureOptions options;
  options.categorical.encode = "hashing";
  options.categorical.features = 100'000;
  const Transform transform = Transform::fit({}, options, data.schema, {TableRows(data.table), data.rows()});
  const std::vector<std::uint32_t> same(4'000'000, 0);
  const std::string message = test::error_of(ExitCode::out_of_memory, [&] { (void)transform.apply({}, data.table, same); });
  EXPECT_NE(message.find("the features (4000000 rows of 100000) take 1600.0 GB of memory, and "), std::string::npos) << message;
  EXPECT_NE(message.find("make fewer"), std::string::npos) << message;
}

}  // namespace
}  // namespace trainyard::features
