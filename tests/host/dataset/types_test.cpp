// Every type that a schema can give a column, from text to what is read back.
#include <cmath>

#include "host/dataset/schema_document.hpp"
#include "host/dataset/value.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

struct Types : Workspace {
  /// The table of one CSV text under a schema of these fields.
  [[nodiscard]] Table read_as(const std::string& fields, std::string_view text) const {
    auto asked = request(text);
    asked.schema = parse_schema("fields:\n" + fields, "schema.yaml");
    asked.quarantine = false;
    return shard(asked).dataset.read();
  }
  [[nodiscard]] std::string refusal(const std::string& fields, std::string_view text) const {
    return failure(ExitCode::bad_data, [&] { static_cast<void>(read_as(fields, text)); });
  }
};

TEST_F(Types, DecimalCommasAreReadWhereTheSchemaSaysSo) {
  const Table table = read_as("  - {name: x, type: float, decimal: ','}\n  - {name: n, type: integer, decimal: ','}\n",
                              "x,n\n\"1,5\",\"1.234\"\n\"-1.234.567,25\",7\n3,\"2,0\"\n,\n");
  EXPECT_EQ(table.find("x")->numbers[0], 1.5);
  EXPECT_EQ(table.find("x")->numbers[1], -1234567.25);
  EXPECT_EQ(table.find("x")->numbers[2], 3);
  EXPECT_TRUE(std::isnan(table.find("x")->numbers[3]));
  EXPECT_EQ(table.find("n")->numbers[0], 1234);
  EXPECT_EQ(table.find("n")->numbers[2], 2);
  for (const char* bad : {"\"1,5,5\"", "1.23", "\"1.2345,5\"", "\"1,234.5\""}) {
    EXPECT_TRUE(contains(refusal("  - {name: x, type: float, decimal: ','}\n", "x\n" + std::string(bad) + "\n"), "not a number")) << bad;
  }
}

TEST_F(Types, DatesHaveNoTimeOfDay) {
  const Table table = read_as("  - {name: d, type: date}\n", "d\n2024-02-29\n1969-12-31\nNA\n");
  EXPECT_EQ(format_timestamp(static_cast<std::int64_t>(table.find("d")->numbers[0])), "2024-02-29T00:00:00Z");
  EXPECT_EQ(table.find("d")->numbers[1], -86400e6);
  EXPECT_TRUE(std::isnan(table.find("d")->numbers[2]));
  EXPECT_TRUE(contains(refusal("  - {name: d, type: date}\n", "d\n2024-02-29T05:00:00Z\n"), "not a date"));
  EXPECT_TRUE(contains(refusal("  - {name: d, type: date}\n", "d\n2023-02-29\n"), "no such date"));
}

TEST_F(Types, TimesAreInTheZoneThatTheyStateOrElseTheSchema) {
  const Table table = read_as("  - {name: t, type: timestamp, zone: '+02:00'}\n",
                              "t\n2024-07-01T12:00:00\n2024-07-01T12:00:00Z\n2024-07-01 12:00:00-05:00\n2024-07-01\n");
  const std::vector<std::string> expected{"2024-07-01T10:00:00Z", "2024-07-01T12:00:00Z", "2024-07-01T17:00:00Z", "2024-06-30T22:00:00Z"};
  for (std::size_t row = 0; row < expected.size(); ++row) {
    EXPECT_EQ(format_timestamp(static_cast<std::int64_t>(table.find("t")->numbers[row])), expected[row]);
  }
}

TEST_F(Types, WholeNumbersAreTimesInTheUnitOfTheSchema) {
  const std::string fields =
      "  - {name: s, type: timestamp, unit: s}\n  - {name: ms, type: timestamp, unit: ms}\n"
      "  - {name: us, type: timestamp, unit: us}\n  - {name: ns, type: timestamp, unit: ns}\n";
  const Table table = read_as(fields, "s,ms,us,ns\n1700000000,1700000000001,1700000000000001,1700000000000001000\n");
  EXPECT_EQ(table.find("s")->numbers[0], 1.7e15);
  EXPECT_EQ(table.find("ms")->numbers[0], 1.7e15 + 1000);
  EXPECT_EQ(table.find("us")->numbers[0], 1.7e15 + 1);
  EXPECT_EQ(table.find("ns")->numbers[0], 1.7e15 + 1);
  EXPECT_TRUE(contains(refusal("  - {name: t, type: timestamp, unit: ns}\n", "t\n1700000000000000001\n"), "finer than a microsecond"));
  EXPECT_TRUE(contains(refusal("  - {name: t, type: timestamp, unit: s}\n", "t\n2024-07-01\n"), "not a whole number"));
  EXPECT_TRUE(contains(refusal("  - {name: t, type: timestamp, unit: s}\n", "t\n99999999999999\n"), "too far from 1970"));
}

TEST_F(Types, SingleFloatsAreRoundedOnceAndStoredIn32Bits) {
  const Table table = read_as("  - {name: x, type: float, storage: float32}\n", "x\n0.1\n1e10\n16777217\n");
  EXPECT_EQ(table.find("x")->numbers[0], static_cast<double>(0.1F));
  EXPECT_EQ(table.find("x")->numbers[1], static_cast<double>(1e10F));
  EXPECT_EQ(table.find("x")->numbers[2], 16777216.0);
  EXPECT_TRUE(contains(refusal("  - {name: x, type: float, storage: float32}\n", "x\n1e39\n"), "beyond the range of a 32-bit float"));
}

TEST_F(Types, TextsAreKeptRowByRow) {
  const Table table = read_as("  - {name: id, type: text, role: id}\n  - {name: x, type: float}\n", "id,x\n007,1\n Zürich ,2\n,3\n007,4\n");
  EXPECT_EQ(table.find("id")->texts, (std::vector<std::string>{"007", " Zürich ", "", "007"}));
  EXPECT_TRUE(contains(refusal("  - {name: id, type: text, role: id}\n", "id\n\xFF\n"), "not UTF-8"));
}

TEST_F(Types, WholeNumbersUpToTwoToThe53AndNumbersWithManyDigitsAreExact) {
  const Table table = read_as("  - {name: n, type: integer}\n  - {name: x, type: float}\n",
                              "n,x\n9007199254740992,0.4221404434616257\n-9007199254740992,0.99999999999999994\n0,123456789012345678\n");
  EXPECT_EQ(table.find("n")->numbers[0], 9007199254740992.0);
  EXPECT_EQ(table.find("n")->numbers[1], -9007199254740992.0);
  EXPECT_EQ(table.find("x")->numbers[0], 0.4221404434616257);
  EXPECT_EQ(table.find("x")->numbers[1], 0.99999999999999994);
  EXPECT_EQ(table.find("x")->numbers[2], 123456789012345678.0);
}

TEST_F(Types, ShardsUseTheNarrowestIntegersAndReadBackTheSame) {
  std::string text = "a,b,c,d\n";
  const std::vector<std::int64_t> edges{127, -127, 128, -128, 32767, -32768, 2147483647, -2147483648LL, 9007199254740992LL};
  for (const std::int64_t edge : edges) {
    text += std::to_string(edge) + "," + std::to_string(edge % 100) + ",," + std::to_string(edge % 30000) + "\n";
  }
  auto asked = request(text);
  asked.schema = parse_schema(
      "fields: [{name: a, type: integer}, {name: b, type: integer}, {name: c, type: integer}, {name: d, type: integer}]", "schema.yaml");
  for (const std::uint64_t rows : {1, 2, 5, 100}) {  // other shards, other widths
    asked.shard_rows = rows;
    asked.results = folder_ / ("results" + std::to_string(rows));
    const Table table = shard(asked).dataset.read();
    for (std::size_t row = 0; row < edges.size(); ++row) {
      EXPECT_EQ(table.find("a")->numbers[row], static_cast<double>(edges[row])) << rows;
      EXPECT_EQ(table.find("b")->numbers[row], static_cast<double>(edges[row] % 100)) << rows;
      EXPECT_TRUE(std::isnan(table.find("c")->numbers[row])) << rows;
      EXPECT_EQ(table.find("d")->numbers[row], static_cast<double>(edges[row] % 30000)) << rows;
    }
  }
}

TEST_F(Types, DeflatedShardsHoldTheSameValuesInFewerBytes) {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 20000; ++i) text += std::to_string(i % 7) + ",t" + std::to_string(i % 3) + "," + std::to_string(i * 0.25) + "\n";
  auto plain = request(text), deflated = request(text);
  deflated.results = folder_ / "deflated";
  deflated.packing.deflate = true;
  const auto first = shard(plain).dataset, second = shard(deflated).dataset;
  EXPECT_EQ(first.version(), second.version());
  EXPECT_LT(std::filesystem::file_size(second.folder() / "shards/part-00000.h5") * 2,
            std::filesystem::file_size(first.folder() / "shards/part-00000.h5"));
  const Table a = first.read(), b = second.read();
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    EXPECT_EQ(a.columns[i].numbers, b.columns[i].numbers);
    EXPECT_EQ(a.columns[i].codes, b.columns[i].codes);
  }
}

}  // namespace
}  // namespace trainyard::dataset
