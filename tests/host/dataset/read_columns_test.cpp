// Some columns of a second file.
#include "host/dataset/read_columns.hpp"

#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

class ReadColumns : public Workspace {};

TEST_F(ReadColumns, LearnsTheTypesOfThoseAskedForFromAllRows) {
  const auto file = write("t.csv", "id,n,unused,day,label\n007,1,x,2024-01-01,a\n8,2.5,y,,b\n9,,z,2024-01-03,a\n");
  const TypedTable read = read_columns(file, {"label", "n", "day"}, {}, {});
  ASSERT_EQ(read.table.columns.size(), 3);
  EXPECT_EQ(read.schema.fields.size(), 3);
  EXPECT_EQ(read.table.find("n")->numbers[1], 2.5);
  EXPECT_TRUE(is_time(read.table.find("day")->type));
  const Column& label = *read.table.find("label");
  EXPECT_EQ((*label.dictionary)[static_cast<std::size_t>(label.codes[2])], "a");
  EXPECT_EQ(read.file.bytes, std::filesystem::file_size(file));
  EXPECT_EQ(read.file.sha256.size(), 64);
}

TEST_F(ReadColumns, TakesTheTypesThatAreKnown) {
  const auto file = write("t.csv", "id,day\n1,2024-01-01\n2,2024-01-02\n");
  const TypedTable read =
      read_columns(file, {"id", "day"}, {{.name = "id", .type = ColumnType::category}, {.name = "day", .type = ColumnType::date}}, {});
  EXPECT_TRUE(read.table.find("id")->is_category());
  EXPECT_EQ(*read.table.find("id")->dictionary, (Dictionary{"1", "2"}));
  EXPECT_EQ(read.table.find("day")->type, ColumnType::timestamp) << "a date is a time";
}

TEST_F(ReadColumns, RefusesWhatIsNotThere) {
  const auto file = write("t.csv", "id,price,none\n1,2,\n2,3,\n");
  EXPECT_NE(failure(ExitCode::bad_data, [&] { read_columns(file, {"pric"}, {}, {}); }).find("'pric', did you mean 'price'?"),
            std::string::npos);
  EXPECT_NE(failure(ExitCode::bad_data,
                    [&] {
                      read_columns(file, {"id", "none"}, {}, {});
                    })
                .find("'none' has no value"),
            std::string::npos);
  EXPECT_NE(failure(ExitCode::no_input, [&] { read_columns(folder_ / "other.csv", {"id"}, {}, {}); }).find("other.csv"), std::string::npos);
}

TEST_F(ReadColumns, RefusesARowThatDoesNotFitAndSaysWhere) {
  std::string text = "id,price\n";
  for (int i = 0; i < 500; ++i) text += std::to_string(i) + ",1.5\n";
  const auto file = write("t.csv", text + "500,much\n");
  const std::string said = failure(ExitCode::bad_data, [&] { read_columns(file, {"id", "price"}, {}, {}); });
  EXPECT_NE(said.find("t.csv:502: data row 501, column 'price': 'much'"), std::string::npos) << said;
  EXPECT_NE(
      failure(ExitCode::bad_data, [&] { read_columns(file, {"id"}, {{.name = "id", .type = ColumnType::boolean}}, {}); }).find("t.csv:"),
      std::string::npos);
}

}  // namespace
}  // namespace trainyard::dataset
