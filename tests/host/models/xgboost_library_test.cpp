// Each of these needs a process of its own, because a process loads XGBoost once.
#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

#include "host/models/xgboost/library.hpp"
#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models::xgboost {
namespace {

/// Loads the library that TRAINYARD_XGBOOST names, and exits with the error's code.
[[noreturn]] void load(const char* path) {
  setenv("TRAINYARD_XGBOOST", path, 1);
  const Error error = models::testing::error_of([] { (void)Library::get(); });
  fprintf(stderr, "%s\n", error.what());
  std::_Exit(static_cast<int>(error.code()));
}

class XgboostLibraryDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { ::testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(XgboostLibraryDeathTest, IsUnavailableWhenTheNamedFileIsNotThere) {
  EXPECT_EXIT(load("/nowhere/libxgboost.so"), ::testing::ExitedWithCode(69), "looked for /nowhere/libxgboost.so: run `./dev setup`");
}

TEST_F(XgboostLibraryDeathTest, IsUnavailableWhenTheNamedFileIsAnotherLibrary) {
  EXPECT_EXIT(load("/lib/x86_64-linux-gnu/libm.so.6"), ::testing::ExitedWithCode(69), "is not XGBoost 3.2 .no XGBoostVersion.");
}

TEST_F(XgboostLibraryDeathTest, IsUnavailableWhenTheNamedFileIsNoLibrary) {
  EXPECT_EXIT(load("/etc/passwd"), ::testing::ExitedWithCode(69), "cannot be loaded");
}

}  // namespace
}  // namespace trainyard::models::xgboost
