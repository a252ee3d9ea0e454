#include "tests/parity/parity.hpp"

#include <gtest/gtest.h>

namespace trainyard::parity {
namespace {

// One line per family of kernels.
// clang-format off
constexpr Family families[] = {
    reduce,
    metric,
    derive,
    impute,
    scale,
    outliers,
    maps,
    encode,
    linear,
    select,
    quantise,
    bootstrap,
    trees,
};
// clang-format on

std::vector<Entry> all_entries() {
  std::vector<Entry> all;
  for (const Family family : families) {
    for (Entry& entry : family()) all.push_back(std::move(entry));
  }
  return all;
}

class Parity : public testing::TestWithParam<Entry> {};

TEST_P(Parity, TheGpuGivesTheBitsOfTheCpu) {
  const auto gpus = visible_gpus();
  if (gpus.empty()) GTEST_SKIP() << "no GPU";
  for (const auto& column : reference::columns()) {
    const auto on_cpu = GetParam().result(Exec{}, column.values);
    for (const GpuInfo& gpu : gpus) {
      const Exec exec{.kind = DeviceKind::cuda, .ordinal = gpu.ordinal};
      ASSERT_EQ(GetParam().result(exec, column.values), on_cpu) << column.name << " on " << exec.name();
    }
  }
}

TEST_P(Parity, ManyThreadsGiveTheBitsOfOne) {
  for (const auto& column : reference::columns()) {
    const auto alone = GetParam().result(Exec{}, column.values);
    ASSERT_EQ(GetParam().result(Exec{.threads = 7}, column.values), alone) << column.name;
  }
}

INSTANTIATE_TEST_SUITE_P(parity, Parity, testing::ValuesIn(all_entries()), [](const auto& entry) { return entry.param.name; });

}  // namespace
}  // namespace trainyard::parity
