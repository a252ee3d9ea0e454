// The words of model.calibration are the methods of host/calibration, and `auto` and `platt`.
#include <gtest/gtest.h>
#include <set>

#include "host/calibration/calibrator.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::pipeline {
namespace {

TEST(CalibrationWords, AreTheMethodsThatThereAre) {
  const config::Option& option = *config::root_option().find("model")->find("calibration");
  std::set<std::string> known(calibration::methods().begin(), calibration::methods().end());
  known.insert({"auto", "platt"});
  EXPECT_EQ(std::set<std::string>(option.words.begin(), option.words.end()), known);
}

}  // namespace
}  // namespace trainyard::pipeline
