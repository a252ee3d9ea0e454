// What single fields of a schema ask of their cells.
#include <cmath>

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

struct FieldRules : Workspace {
  ShardRequest under(const std::string& yaml, std::string_view text) const {
    auto made = request(text);
    made.schema = parse_schema(yaml, "schema.yaml");
    made.max_bad_rows = 1;
    return made;
  }
  static std::vector<std::string> reasons(const ShardRequest& asked) {
    std::vector<std::string> found;
    const QualityReport report = inspect(asked);
    for (const auto& row : report.report["bad_rows"]) found.push_back(row["reason"]);
    return found;
  }
};

TEST_F(FieldRules, APatternIsAskedOfCharactersAndOfAllOfAText) {
  const std::string yaml = "fields: [{name: a, type: category, pattern: '[a-zé]{2}'}, {name: t, type: text, role: id, pattern: 'x+'}]";
  EXPECT_EQ(reasons(under(yaml, "a,t\nab,x\naé,xx\nabc,x\nab,xy\n,\n")),
            (std::vector<std::string>{"does not match [a-zé]{2}", "does not match x+"}));
}

TEST_F(FieldRules, ATextTooLongToKeepIsNotHeldAgainstAPattern) {
  const std::string longest(4096, 'x'), prose(100'000, 'x');
  for (const std::string column : {"{name: a, type: category, pattern: '(x|y)*'}", "{name: a, type: text, role: id, pattern: '(x|y)*'}"}) {
    const auto found = reasons(under("fields: [" + column + ", {name: b, type: integer}]",
                                     "a,b\n" + longest + ",1\n" + prose + ",2\n" + longest.substr(1) + "z,3\n"));
    ASSERT_EQ(found.size(), 2U) << column;
    EXPECT_TRUE(found[0].starts_with("text of 100000 bytes, a ")) << found[0];
    EXPECT_EQ(found[1], "does not match (x|y)*");
  }
}

TEST_F(FieldRules, AFieldHasSpellingsOfNoValueBesidesTheTables) {
  const std::string yaml =
      "missing: ['', NA]\n"
      "fields: [{name: n, type: integer, missing: ['-999', none]}, {name: f, type: float, missing: ['-1.0']},\n"
      "         {name: c, type: category, missing: ['?']}, {name: r, type: float, missing: [none], required: true}]\n";
  const auto made = shard(under(yaml, "n,f,c,r\n-999,-1.0,?,1\nnone,NA,NA,-999\n-99,-1,-999,-1.0\n,2.5,none,3\n1,none,a,2\n1,1,a,none\n"));
  const Table table = made.dataset.read();
  ASSERT_EQ(table.rows(), 4U);
  const auto missing = [&](const char* name) {
    std::string rows;
    for (const double value : table.find(name)->numbers) rows += std::isnan(value) ? '-' : 'x';
    return rows;
  };
  EXPECT_EQ(missing("n"), "--x-");
  EXPECT_EQ(missing("f"), "--xx");
  EXPECT_EQ(missing("r"), "xxxx");
  EXPECT_EQ(table.find("c")->codes, (std::vector<std::int32_t>{-1, -1, 0, 1}));
  EXPECT_EQ(table.find("n")->numbers[2], -99);
  EXPECT_EQ(table.find("f")->numbers[2], -1);
  EXPECT_EQ(*table.find("c")->dictionary, (Dictionary{"-999", "none"}));
  const std::string quarantine = read(made.dataset.folder() / "quarantine.csv");
  EXPECT_TRUE(contains(quarantine, ",6,4,f,none,not a number,")) << quarantine;
  EXPECT_TRUE(contains(quarantine, ",7,5,r,none,a required value is missing,")) << quarantine;
}

}  // namespace
}  // namespace trainyard::dataset
