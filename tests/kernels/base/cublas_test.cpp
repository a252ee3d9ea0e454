#include "kernels/base/cublas.hpp"

#include <gtest/gtest.h>

#include "kernels/base/device_error.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::kernels {
namespace {

// `if constexpr`: a build without CUDA has no loader to link.
TEST(Cublas, ThatCannotBeLoadedIsUnavailableWithEachReasonAndTheRemedy) {
  if constexpr (built_with_cuda) {
    try {
      load_cublas({"/nowhere/libcublas.so.13", "/etc/passwd"});
      FAIL() << "no library was loaded as if it were one";
    } catch (const DeviceUnavailable& error) {
      const std::string text = error.what();
      EXPECT_TRUE(text.starts_with("cuBLAS cannot be loaded: ")) << text;
      EXPECT_NE(text.find("/nowhere/libcublas.so.13"), std::string::npos) << text;
      EXPECT_NE(text.find("/etc/passwd"), std::string::npos) << text;
      EXPECT_NE(text.find("or take device cpu"), std::string::npos) << text;
    }
  } else {
    GTEST_SKIP() << "built without CUDA";
  }
}

TEST(Cublas, TakesTheFirstLibraryThatIsThere) {
  if constexpr (built_with_cuda) {
    EXPECT_NE(load_cublas({"/nowhere/libcublas.so.13", "libm.so.6"}), nullptr);
  } else {
    GTEST_SKIP() << "built without CUDA";
  }
}

}  // namespace
}  // namespace trainyard::kernels
