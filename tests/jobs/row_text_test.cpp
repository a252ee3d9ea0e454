#include "jobs/row_text.hpp"

#include <gtest/gtest.h>

namespace trainyard::jobs {
namespace {

using nlohmann::ordered_json;

ordered_json feature(const std::string& name, const ordered_json& value) { return {{"name", name}, {"value", value}}; }

ordered_json step(const std::string& name, const ordered_json& learned, const ordered_json& value) {
  return {{"step", name}, {"learned", learned}, {"value", value}};
}

std::string text_of(const ordered_json& columns) {
  return row_text({{"status", "finished"}, {"source", "a.csv"}, {"row", 7}, {"part", "test"}, {"columns", columns}});
}

TEST(RowText, HasALineForEachStepInAlignedColumns) {
  const ordered_json rooms = {{"column", "rooms"},
                              {"type", "integer"},
                              {"value", nullptr},
                              {"steps", {step("fill", {{"a", 2.5}, {"b", 0.0}}, 2.5), step("cut", {{"table", {1, 2, 3}}}, 3.0)}},
                              {"features", {feature("rooms", double{0.1F})}}};
  const ordered_json half = {{"column", "half"},
                             {"expression", "rooms / 2"},
                             {"value", nullptr},
                             {"steps", ordered_json::array()},
                             {"features", {feature("half", nullptr)}}};
  EXPECT_EQ(text_of(ordered_json::array({rooms, half})),
            "a.csv: data row 7 (test)\n"
            "\n"
            "column  step     with        value\n"
            "rooms   integer              -\n"
            "        fill     a 2.5, b 0  2.5\n"
            "        cut      table of 3  3\n"
            "        feature  rooms       0.1\n"
            "half    derived  rooms / 2   -\n"
            "        feature  half        -\n");
}

TEST(RowText, OfAWideColumnShowsWhatIsNotZero) {
  ordered_json features;
  for (int i = 0; i < 50; ++i) features.push_back(feature("sea=" + std::to_string(i), i == 31 ? 1.0 : 0.0));
  const ordered_json sea = {{"column", "sea"},
                            {"type", "category"},
                            {"value", "31"},
                            {"steps", {step("seen", {{"categories", 50}}, "31")}},
                            {"features", features}};
  EXPECT_EQ(text_of(ordered_json::array({sea})),
            "a.csv: data row 7 (test)\n"
            "\n"
            "column  step      with           value\n"
            "sea     category                 31\n"
            "        seen      categories 50  31\n"
            "        feature   sea=31         1\n"
            "                  … 49 others    0\n");
}

TEST(RowText, OfAPersonalColumnDoesNotShowWhichFeatureIsNotZero) {
  ordered_json features;
  for (int i = 0; i < 3; ++i) features.push_back(feature("nick=(personal)", "(personal)"));
  const ordered_json nick = {
      {"column", "nick"}, {"type", "category"}, {"value", "(personal)"}, {"steps", ordered_json::array()}, {"features", features}};
  EXPECT_EQ(text_of(ordered_json::array({nick})),
            "a.csv: data row 7 (test)\n"
            "\n"
            "column  step      with             value\n"
            "nick    category                   (personal)\n"
            "        feature   nick=(personal)  (personal)\n"
            "                  … 2 others       (personal)\n");
}

}  // namespace
}  // namespace trainyard::jobs
