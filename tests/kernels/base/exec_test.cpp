#include "kernels/base/exec.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "kernels/base/backend.hpp"
#include "kernels/base/device_error.hpp"

namespace trainyard {
namespace {

TEST(ChooseDevice, TakesTheCpuWhenAsked) {
  const auto choice = choose_device("cpu", 3);
  EXPECT_EQ(choice.exec.name(), "cpu");
  EXPECT_EQ(choice.exec.threads, 3);
  EXPECT_EQ(choice.reason, "cpu was asked for");
}

TEST(ChooseDevice, SaysWhatAutoTookAndWhy) {
  const auto choice = choose_device("auto", 1);
  EXPECT_EQ(choice.exec.on_gpu(), !visible_gpus().empty());
  EXPECT_NE(choice.reason.find("auto took "), std::string::npos) << choice.reason;
  EXPECT_NE(choice.reason.find(": "), std::string::npos) << choice.reason;
}

TEST(ChooseDevice, RefusesAGpuThatIsNotThere) {
  try {
    choose_device("cuda:99", 1);
    FAIL() << "there is no hundredth GPU";
  } catch (const DeviceUnavailable& error) {
    EXPECT_NE(std::string(error.what()).find("device is 'cuda:99'"), std::string::npos) << error.what();
  }
}

TEST(ChooseDevice, GivesTheGpuThatWasAskedForOrRefuses) {
  if (visible_gpus().empty()) {
    EXPECT_THROW(choose_device("cuda", 1), DeviceUnavailable);
  } else {
    EXPECT_TRUE(choose_device("cuda", 1).exec.on_gpu());
  }
}

TEST(ChooseDevice, RefusesAnyOtherWord) {
  for (const char* word : {"", "gpu", "CPU", "cuda:", "cuda:x", "cuda:1x", "cuda:-1", "cuda:99999999999", "cuda 0"}) {
    EXPECT_THROW(choose_device(word, 1), std::invalid_argument) << "'" << word << "'";
  }
}

TEST(ChooseDevice, RefusesFewerThanOneThread) { EXPECT_THROW(choose_device("cpu", 0), std::invalid_argument); }

TEST(CudaVersions, AreThereInACudaBuildAlone) {
  const auto versions = cuda_versions();
  EXPECT_EQ(versions.runtime.empty(), !built_with_cuda);
  // A GPU that the build has no code for is not among these, but has a cuBLAS.
  if (!visible_gpus().empty()) {
    EXPECT_NE(versions.cublas, "");
  }
  if (built_with_cuda) {
    EXPECT_NE(versions.runtime.find('.'), std::string::npos) << versions.runtime;
  } else {
    EXPECT_EQ(versions.driver, "");
    EXPECT_EQ(versions.cublas, "");
  }
}

}  // namespace
}  // namespace trainyard
