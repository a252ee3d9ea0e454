// Our declarations of XGBoost's C functions against XGBoost's own header.
#include <gtest/gtest.h>
#include <type_traits>
#include <xgboost/c_api.h>

#include "host/models/xgboost/c_api.hpp"

namespace trainyard::models::xgboost {
namespace {

static_assert(std::is_same_v<Length, bst_ulong>);
static_assert(std::is_same_v<Handle, DMatrixHandle> && std::is_same_v<Handle, BoosterHandle> && std::is_same_v<Handle, DataIterHandle>);
static_assert(std::is_same_v<ResetBatches, DataIterResetCallback>);
static_assert(std::is_same_v<NextBatch, XGDMatrixCallbackNext>);

#define SAME_TYPE(result, name, arguments) static_assert(std::is_same_v<decltype(Api::name), decltype(&::name)>, #name);
TRAINYARD_XGBOOST_FUNCTIONS(SAME_TYPE)
#undef SAME_TYPE

TEST(XgboostDeclarations, CoverAsManyFunctionsAsTheTableHolds) {
  std::size_t count = 0;
#define COUNT(result, name, arguments) ++count;
  TRAINYARD_XGBOOST_FUNCTIONS(COUNT)
#undef COUNT
  EXPECT_EQ(count * sizeof(void*), sizeof(Api));
}

}  // namespace
}  // namespace trainyard::models::xgboost
