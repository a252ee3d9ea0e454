#include "host/pipeline/experiment_name.hpp"

#include <gtest/gtest.h>

namespace trainyard::pipeline {
namespace {

TEST(ExperimentName, SaysNothingWhenItFitsAnyExperiment) {
  for (const char* name : {"test",          "experiment_1",  "exp",           "exp-3", "run2", "untitled", "foo",
                           "model",         "my_experiment", "new",           "tmp",   "asdf", "test.v2",  "MyNewModel",
                           "TEST",          "Untitled1",     "final_final_2", "a",     "x1",   "3",        "2026-01-02",
                           "new_test_run_b"}) {
    EXPECT_TRUE(says_nothing(name)) << name;
  }
}

TEST(ExperimentName, SaysSomethingWithOneWordOfItsOwn) {
  for (const char* name : {"house_value_xgboost", "census", "test_latency", "bike_2012", "churn-v2", "runtime", "testament",
                           "model_of_demand", "FraudModel", "XGBoostTest", "oracle", "ny"}) {
    EXPECT_FALSE(says_nothing(name)) << name;
  }
}

}  // namespace
}  // namespace trainyard::pipeline
