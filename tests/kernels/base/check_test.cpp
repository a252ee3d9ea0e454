#include "kernels/base/check.hpp"

#include <gtest/gtest.h>
#include <string>

#include "kernels/base/exec.hpp"

namespace trainyard::kernels {
namespace {

// CUDA's and cuBLAS's own numbers; their headers stay out of the tests.
constexpr int cuda_invalid_value = 1;
constexpr int cuda_out_of_memory = 2;
constexpr int cublas_alloc_failed = 3;
constexpr int cublas_invalid_value = 7;

class CudaCheck : public testing::Test {
 protected:
  void SetUp() override {
    if (!built_with_cuda) GTEST_SKIP() << "built without CUDA";
  }
};

// `if constexpr`: a build without CUDA has no checks to link.
TEST_F(CudaCheck, LetsSuccessPass) {
  if constexpr (built_with_cuda) {
    EXPECT_NO_THROW(TRAINYARD_CUDA_TRY(0));
    EXPECT_NO_THROW(TRAINYARD_CUBLAS_TRY(0));
  }
}

TEST_F(CudaCheck, NamesTheErrorTheCallAndThePlace) {
  if constexpr (built_with_cuda) {
    try {
      TRAINYARD_CUDA_TRY(cuda_invalid_value);
      FAIL() << "an error was let pass";
    } catch (const DeviceError& error) {
      const std::string text = error.what();
      EXPECT_NE(text.find("cudaErrorInvalidValue"), std::string::npos) << text;
      EXPECT_NE(text.find("`cuda_invalid_value`"), std::string::npos) << text;
      EXPECT_NE(text.find("check_test.cpp:"), std::string::npos) << text;
    }
    EXPECT_THROW(TRAINYARD_CUBLAS_TRY(cublas_invalid_value), DeviceError);
  }
}

TEST_F(CudaCheck, TellsAFullGpuFromAFault) {
  if constexpr (built_with_cuda) {
    EXPECT_THROW(TRAINYARD_CUDA_TRY(cuda_out_of_memory), DeviceOutOfMemory);
    EXPECT_THROW(TRAINYARD_CUBLAS_TRY(cublas_alloc_failed), DeviceOutOfMemory);
  }
}

}  // namespace
}  // namespace trainyard::kernels
