// The words of `nightly.retrain_on` are the reasons that a night can have.
#include <gtest/gtest.h>

#include "host/config/sections/section.hpp"
#include "host/nightly/decision.hpp"

namespace trainyard::pipeline {
namespace {

TEST(NightlyWords, AreTheReasonsToTrain) {
  const auto& words = config::root_option().find("nightly")->find("retrain_on")->element().words;
  EXPECT_EQ(words, (std::vector<std::string>(nightly::reason_names.begin(), nightly::reason_names.end())));
}

}  // namespace
}  // namespace trainyard::pipeline
