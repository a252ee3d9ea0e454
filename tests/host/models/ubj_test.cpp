#include "host/models/xgboost/ubj.hpp"

#include <gtest/gtest.h>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models::xgboost {
namespace {

using models::testing::error_of;

std::string some_model() {
  return models::testing::fit(family("xgboost"), models::testing::rows(200), {{"n_estimators", 2}, {"max_depth", 3}})->to_bytes();
}

TEST(InspectUbj, FindsTheVersionOfTheLibraryThatWroteIt) { EXPECT_EQ(text(inspect_ubj(some_model())), xgboost_version()); }

TEST(InspectUbj, AnyFlippedBitIsReadOrRefusedAndNeverReadPastTheEnd) {
  const std::string bytes = some_model();
  int refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int bit : {0, 3, 6, 7}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      damaged.shrink_to_fit();
      const Error error = error_of([&] { (void)inspect_ubj(damaged); });
      ASSERT_TRUE(error.code() == ExitCode::done || error.code() == ExitCode::bad_data) << at << ": " << error.what();
      refused += error.code() == ExitCode::bad_data;
    }
  }
  EXPECT_GT(refused, 1000) << "damaged lengths and types are seen";
}

TEST(InspectUbj, RefusesNestingThatWouldOverflowTheStack) {
  std::string deep = "{L" + std::string(8, '\0');
  for (int i = 0; i < 1000000; ++i) deep += std::string("[#L\0\0\0\0\0\0\0\1", 11);
  const Error error = error_of([&] { (void)inspect_ubj(deep); });
  EXPECT_EQ(error.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(error.what()).find("nested too deeply"), std::string::npos) << error.what();
}

TEST(InspectUbj, RefusesALengthLargerThanTheFileWithoutTakingMemory) {
  const std::string huge = std::string("{L\0\0\0\0\0\0\0\1a[$D#L", 16) + std::string(1, '\x7f') + std::string(7, '\xff');
  EXPECT_EQ(error_of([&] { (void)inspect_ubj(huge); }).code(), ExitCode::bad_data);
}

TEST(InspectUbj, RefusesADocumentWithoutAVersion) {
  EXPECT_NE(std::string(error_of([] { (void)inspect_ubj("{}"); }).what()).find("no version"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::models::xgboost
