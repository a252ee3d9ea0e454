#include "kernels/base/buffer.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>

#include "kernels/base/device_error.hpp"

namespace trainyard::kernels {
namespace {

std::vector<int> numbers(std::size_t count) {
  std::vector<int> values(count);
  std::iota(values.begin(), values.end(), 1);
  return values;
}

// Every test runs on the CPU and on each GPU there is.
class BufferOn : public testing::TestWithParam<std::string> {
 protected:
  Exec exec() const {
    try {
      return choose_device(GetParam(), 1).exec;
    } catch (const DeviceUnavailable&) {
      return {};
    }
  }
  void SetUp() override {
    if (GetParam() != "cpu" && visible_gpus().empty()) GTEST_SKIP() << "no GPU";
  }
};

TEST_P(BufferOn, GivesBackWhatWasPutIn) {
  const auto values = numbers(1000);
  const Buffer<int> buffer(exec(), values);
  EXPECT_EQ(buffer.size(), 1000u);
  EXPECT_EQ(buffer.download(), values);
  EXPECT_EQ(download(exec(), buffer.view()), values);
}

TEST_P(BufferOn, WritesAndReadsAPart) {
  Buffer<int> buffer(exec(), numbers(5));
  buffer.upload(std::vector<int>{70, 80}, 3);
  std::vector<int> part(3);
  buffer.download(std::span<int>(part), 2);
  EXPECT_EQ(part, (std::vector<int>{3, 70, 80}));
}

TEST_P(BufferOn, IsZeroWhenZeroed) {
  Buffer<double> buffer(exec(), 33);
  buffer.zero();
  EXPECT_EQ(buffer.download(), std::vector<double>(33, 0.0));
}

TEST_P(BufferOn, RefusesToReachBeyondItsEnd) {
  Buffer<int> buffer(exec(), numbers(4));
  std::vector<int> values(3);
  EXPECT_THROW(buffer.upload(values, 2), std::out_of_range);
  EXPECT_THROW(buffer.download(std::span<int>(values), 2), std::out_of_range);
  EXPECT_THROW(buffer.upload(values, SIZE_MAX / sizeof(int)), std::out_of_range);
}

TEST_P(BufferOn, HandsItsMemoryOver) {
  Buffer<int> from(exec(), numbers(3));
  const int* data = from.data();
  Buffer<int> to(std::move(from));
  EXPECT_EQ(to.data(), data);
  Buffer<int> last(exec(), 10);
  last = std::move(to);
  EXPECT_EQ(last.download(), numbers(3));
  EXPECT_EQ(last.size(), 3u);
}

TEST_P(BufferOn, MayBeEmpty) {
  Buffer<int> buffer(exec(), 0);
  buffer.zero();
  EXPECT_TRUE(buffer.download().empty());
}

TEST_P(BufferOn, RefusesASizeThatOverflows) { EXPECT_THROW(Buffer<double>(exec(), SIZE_MAX / 4), std::length_error); }

INSTANTIATE_TEST_SUITE_P(Devices, BufferOn, testing::Values("cpu", "cuda"), [](const auto& device) { return device.param; });

TEST(Buffer, IsAlignedForVectorInstructions) {
  const Buffer<char> buffer(Exec{}, 3);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0u);
}

TEST(Buffer, OnAGpuIsRefusedInABuildWithoutCuda) {
  if (built_with_cuda) GTEST_SKIP() << "built with CUDA";
  EXPECT_THROW(Buffer<int>(Exec{.kind = DeviceKind::cuda}, 1), DeviceUnavailable);
}

}  // namespace
}  // namespace trainyard::kernels
