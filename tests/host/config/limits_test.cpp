// Configs made to exhaust memory, stack or time.
#include <chrono>
#include <sys/resource.h>

#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Limits, AliasBombIsRefused) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = std::to_string(i - 1), now = std::to_string(i);
    text += "a" + now + ": &a" + now + " [" + repeated("*a" + before + ", ", 9) + "*a" + before + "]\n";
  }
  const std::string said = mistakes_of(text);
  EXPECT_NE(said.find("more than 100000 values"), std::string::npos) << said;
}

TEST(Limits, AliasInsideItsOwnAnchorIsRefused) {
  EXPECT_NE(mistakes_of("tags: &a {b: *a}\n").find("c.yaml:3:14: an alias stands inside the value it stands for"), std::string::npos);
}

TEST(Limits, ModestAliasesWork) {
  const Config config = loaded("features: {columns: {a: &s {scale: standard}, b: *s}}\n");
  EXPECT_EQ(config.at("features.columns.b.scale"), "standard");
}

TEST(Limits, DepthIsRefusedBeyondAHundred) {
  EXPECT_NE(mistakes_of("tags: " + repeated("[", 101) + repeated("]", 101) + "\n").find("nested more than 100 levels deep"),
            std::string::npos);
  EXPECT_EQ(mistakes_of("tags: " + repeated("[", 90) + repeated("]", 90) + "\n").find("nested"), std::string::npos);
}

TEST(Limits, AMillionLevelsEndInAMessage) {
  for (const char* opener : {"[", "{a: ", "- ", "? "}) {
    const std::string text = Written(repeated(opener, 1'000'000 / std::string(opener).size())).mistakes();
    EXPECT_NE(text, "") << opener;
    EXPECT_LT(text.size(), 500U) << opener;
  }
}

TEST(Limits, FileOverOneMebibyteIsRefused) {
  EXPECT_NE(mistakes_of("# " + std::string(1 << 20, 'x') + "\n").find("larger than 1 MiB"), std::string::npos);
  EXPECT_EQ(mistakes_of("# " + std::string((1 << 20) - 100, 'x') + "\n"), "");
}

TEST(Limits, EndlessFileIsRefused) {
  try {
    (void)Config::load("/dev/zero", {});
    FAIL() << "accepted /dev/zero";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_config);
  }
}

TEST(Limits, LargestFilesTakeSecondsWhateverIsInThem) {
  const std::clock_t start = std::clock();  // processor time: a busy machine changes nothing
  const std::size_t room = (1 << 20) - 200;
  for (const char* part : {"a,", "[", "&a b,", "\"", "a: ", "? ", "# \n", "- a\n", "!a ", "a\n", "'' ", "{", "*a,", "| ", "\t", "%a\n"}) {
    const std::string text = repeated(part, room / std::string(part).size());
    (void)mistakes_of("tags: [" + text);
    (void)mistakes_of(text);
  }
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 240);
}

TEST(Limits, MessagesStayShortForLongValues) {
  const std::string text = mistakes_of("device: " + std::string(500'000, 'x') + "\n");
  EXPECT_LT(text.size(), 300U);
}

TEST(Limits, HugeTrialCountIsRefusedWithTheCount) {
  EXPECT_EQ(mistakes_of("search: {trials: 1000000000000, space: {max_depth: {int: [1, 3]}}}\n"),
            "c.yaml:3:18: search.trials: must be between 1 and 1000000; is 1000000000000");
}

}  // namespace
}  // namespace trainyard::config
