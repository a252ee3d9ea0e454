// The key `data.duplicates`: a word, or a rule.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

Written with_duplicates(const std::string& duplicates, const std::string& more = "") {
  return Written("experiment: e\ndata: {source: a.csv" + more + ", duplicates: " + duplicates + "}\n");
}

TEST(DuplicatesOption, IsAWordOrARule) {
  for (const char* given :
       {"keep", "drop", "fail", "{action: drop}", "{action: fail, by: [a, b]}", "{action: drop, by: [a], keep: last}"}) {
    EXPECT_EQ(with_duplicates(given).mistakes(), "") << given;
  }
  EXPECT_EQ(Written(smallest).load().at("data.duplicates"), "keep");
  EXPECT_EQ(with_duplicates("{action: drop}").load().at("data.duplicates.keep"), "first");
}

TEST(DuplicatesOption, NamesTheKeyOfAMistake) {
  const auto says = [](const std::string& given, const std::string& part) {
    const std::string text = with_duplicates(given).mistakes();
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  says("frop", "data.duplicates: ");
  says("{action: keep}", "data.duplicates.action: ");
  says("{by: [a]}", "data.duplicates.action: ");
  says("{action: drop, by: []}", "data.duplicates.by: ");
  says("{action: drop, by: [a, a]}", "data.duplicates.by[1]: ");
  says("{action: drop, keep: both}", "data.duplicates.keep: ");
}

TEST(DuplicatesOption, TakesNoColumnThatIsNotRead) {
  EXPECT_EQ(with_duplicates("{action: drop, by: [a, b]}", ", drop: [b]").mistakes(),
            "c.yaml:2:69: data.duplicates.by[1]: is in data.drop, and so not read; take it out of one of them");
}

}  // namespace
}  // namespace trainyard::config
