#include "kernels/reduce/count.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

namespace trainyard::kernels::reduce {
namespace {

CodesView view(const std::vector<std::int32_t>& codes) { return {codes.data(), codes.size()}; }

TEST(CodeCounts, CountEveryCodeAndTheMissing) {
  const std::vector<std::int32_t> codes = {2, 0, -1, 2, 2, -1};
  const auto found = count_codes(Exec{}, view(codes), 4);
  EXPECT_EQ(found.counts, (std::vector<std::int64_t>{1, 0, 3, 0}));
  EXPECT_EQ(found.missing, 2);
}

TEST(CodeCounts, OfNoRowsAreZero) {
  const auto found = count_codes(Exec{}, {}, 2);
  EXPECT_EQ(found.counts, (std::vector<std::int64_t>{0, 0}));
  EXPECT_EQ(found.missing, 0);
}

TEST(CodeCounts, OfNoCategoriesCountTheMissingAlone) {
  const auto found = count_codes(Exec{}, view({-1, -1}), 0);
  EXPECT_TRUE(found.counts.empty());
  EXPECT_EQ(found.missing, 2);
}

TEST(CodeCounts, AreTheSameForAnyCutAndThreads) {
  std::mt19937_64 random(5);
  std::vector<std::int32_t> codes(200'000);
  std::vector<std::int64_t> expected(50);
  std::int64_t missing = 0;
  for (auto& code : codes) {
    code = static_cast<std::int32_t>(random() % 51) - 1;
    ++(code < 0 ? missing : expected[static_cast<std::size_t>(code)]);
  }
  for (const int threads : {1, 2, 7}) {
    for (const std::size_t cut : {0u, 1u, 70'000u, 199'999u}) {
      const std::vector<CodesView> chunks = {{codes.data(), cut}, {codes.data() + cut, codes.size() - cut}};
      const auto found = code_counts(Exec{.threads = threads}, chunks, 50);
      EXPECT_EQ(found.counts, expected) << "cut " << cut << ", threads " << threads;
      EXPECT_EQ(found.missing, missing);
    }
  }
}

TEST(CodeCounts, RefuseACodeThatIsNoCategory) {
  EXPECT_THROW(count_codes(Exec{}, view({0, 3}), 3), std::out_of_range);
  EXPECT_THROW(count_codes(Exec{}, view({0, -2}), 3), std::out_of_range);
  EXPECT_THROW(count_codes(Exec{}, view({2147483647}), 3), std::out_of_range);
}

}  // namespace
}  // namespace trainyard::kernels::reduce
