#include <cmath>

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

struct ReadRaw : Workspace {
  Schema schema_ = parse_schema(R"(
fields:
  - {name: age, type: integer}
  - {name: city, type: category}
  - {name: note, type: category, role: ignore}
  - {name: price, type: float, role: target}
)",
                                "schema.yaml");

  RawTable read_text(std::string_view text) const { return read_raw(write("new.csv", text), schema_, 1 << 26); }
  std::string refusal(std::string_view text) const {
    return failure(ExitCode::bad_data, [&] { static_cast<void>(read_text(text)); });
  }
};

TEST_F(ReadRaw, FindsColumnsByNameInAnyOrderAndNamesExtraOnes) {
  const RawTable raw = read_text("x,city,price,age,note,a\n1,Bern,2.5,30,n,2\n2,,,31,,3\n3,Basel,1,3.0,,4\n");
  EXPECT_EQ(raw.extra, (std::vector<std::string>{"x", "a"}));
  EXPECT_TRUE(raw.has_target);
  ASSERT_EQ(raw.table.columns.size(), 3U);
  EXPECT_EQ(raw.table.find("age")->numbers, (std::vector<double>{30, 31, 3}));
  EXPECT_EQ(text_of(*raw.table.find("city"), 0), "Bern");
  EXPECT_EQ(text_of(*raw.table.find("city"), 1), "<missing>");
  EXPECT_EQ(text_of(*raw.table.find("city"), 2), "Basel");
  EXPECT_TRUE(std::isnan(raw.table.find("price")->numbers[1]));
  EXPECT_EQ(raw.table.ids[2].number, 2U);
}

TEST_F(ReadRaw, NeedsNoTarget) {
  const RawTable raw = read_text("age,city\n30,Bern\n");
  EXPECT_FALSE(raw.has_target);
  EXPECT_EQ(raw.table.find("price"), nullptr);
  EXPECT_EQ(raw.table.columns.size(), 2U);
}

TEST_F(ReadRaw, NamesAMissingColumnAndTheNearest) {
  EXPECT_TRUE(contains(refusal("aged,city\n30,Bern\n"), "new.csv: there is no column 'age', did you mean 'aged'?"));
}

TEST_F(ReadRaw, NamesLineColumnValueAndRowOfTheFirstWrongValue) {
  EXPECT_TRUE(contains(refusal("age,city\n30,\"Be\nrn\"\nold,Basel\nx,y\n"), "new.csv:4: data row 2, column 'age': 'old': not a number"));
  EXPECT_TRUE(contains(refusal("age,city\n30,Bern\n31\n"), "new.csv:3: data row 2: 1 field, the header has 2"));
}

}  // namespace
}  // namespace trainyard::dataset
