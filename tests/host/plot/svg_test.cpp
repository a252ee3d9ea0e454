#include "host/plot/svg.hpp"

#include <gtest/gtest.h>

#include "host/plot/frame.hpp"
#include "tests/reference/well_formed.hpp"

namespace trainyard::plot {
namespace {

bool has(const std::string& document, const std::string& part) { return document.find(part) != std::string::npos; }

TEST(Svg, EscapesWhateverATextHolds) {
  Svg svg("a\"b", 100, 50, "1 < 2 & \"3\" > 0", "bell\a, \xEF\xBF\xBF and\nline");
  svg.text({1, 2}, "<script>alert('&')</script>", {{"data-x", "\"><g>"}}, "whole & text");
  const std::string document = std::move(svg).finish();
  EXPECT_EQ(reference::xml_problem(document), "");
  EXPECT_TRUE(has(document, "&lt;script&gt;"));
  EXPECT_TRUE(has(document, "1 &lt; 2 &amp; &quot;3&quot; &gt; 0</title>"));
  EXPECT_TRUE(has(document, "bell\xEF\xBF\xBD, \xEF\xBF\xBD and line")) << "what XML cannot hold is replaced";
  EXPECT_FALSE(has(document, "<script"));
}

TEST(Svg, TellsItsTitleAndWhatItShowsToThoseWhoDoNotSeeIt) {
  const std::string document = Svg("history", 100, 50, "Title", "Words").finish();
  EXPECT_TRUE(has(document, "role=\"img\" aria-labelledby=\"history-title history-description\""));
  EXPECT_TRUE(has(document, "<title id=\"history-title\">Title</title>"));
  EXPECT_TRUE(has(document, "<desc id=\"history-description\">Words</desc>"));
}

TEST(Svg, PlacesHaveATenthOfAPixel) {
  EXPECT_EQ(pixels(12.34), "12.3");
  EXPECT_EQ(pixels(12), "12");
  EXPECT_EQ(pixels(-0.01), "0");
  EXPECT_EQ(pixels(-3.25), "-3.3");
}

TEST(Svg, ATextThatIsTooLongLosesItsMiddle) {
  EXPECT_EQ(shortened("short", 5), "short");
  EXPECT_EQ(shortened("features.numeric.scale", 11), "featu…scale");
  EXPECT_EQ(shortened("äöüäöüäöü", 5), "äö…öü") << "characters, not bytes";
  EXPECT_EQ(shortened("abc", 1), "a…");
}

TEST(Svg, ALongNameIsBrokenBehindItsPoints) {
  EXPECT_EQ(wrapped("features.numeric.scale", 16, 3), (std::vector<std::string>{"features.", "numeric.scale"}));
  EXPECT_EQ(wrapped("max_depth", 16, 3), std::vector<std::string>{"max_depth"});
  EXPECT_EQ(wrapped(std::string(40, 'x'), 16, 2), (std::vector<std::string>{std::string(16, 'x'), "xxxxxxxx…xxxxxxx"}));
}

TEST(Svg, MarksOfOneKindAreOnePath) {
  Svg svg("m", 100, 50, "t", "d");
  svg.marks(Mark::dot, std::vector<Point>{{1, 2}, {3.04, 4}}, blue, 0.5);
  svg.marks(Mark::cross, {}, vermillion);
  const std::string document = std::move(svg).finish();
  EXPECT_TRUE(has(document, "d=\"M1 2h0M3 4h0\""));
  EXPECT_FALSE(has(document, std::string(vermillion))) << "no points, no path";
}

TEST(Svg, MarksThatTellTheirWordsAreOnePathEach) {
  Svg svg("m", 100, 50, "t", "d");
  svg.told_marks(Mark::dot, std::vector<Told>{{{1, 2}, "row 1: <3>"}, {{3, 4}, "row 2"}}, blue, 0.5);
  svg.rectangle({1, 1}, 2, 2, {}, "bar & words");
  svg.told_marks(Mark::dot, std::vector<Told>{{{5, 6}, ""}, {{7, 8}, ""}}, green);
  const std::string document = std::move(svg).finish();
  EXPECT_EQ(reference::xml_problem(document), "");
  EXPECT_TRUE(has(document, "<path d=\"M1 2h0\"><title>row 1: &lt;3&gt;</title></path>"));
  EXPECT_TRUE(has(document, "<title>bar &amp; words</title></rect>"));
  EXPECT_TRUE(has(document, "d=\"M5 6h0M7 8h0\"")) << "without words they are one path";
}

TEST(Frame, KeepsWhatItDrawsWithinItsRoom) {
  const std::string longest(200, 'w');
  for (const auto& names :
       {std::vector<std::string>{"a"}, std::vector<std::string>(60, longest), std::vector<std::string>{longest, "<&>"}}) {
    Svg svg("f", 240, 200, "t", "d");
    const Frame frame({.left = 0, .top = 0, .width = 240, .height = 200}, {Scale::categories(names), longest},
                      {Scale::linear(-1e300, 1e300), longest});
    frame.draw(svg);
    EXPECT_EQ(reference::xml_problem(std::move(svg).finish()), "");
    EXPECT_GT(frame.inner().width, 100) << names.size();
    EXPECT_GT(frame.inner().height, 50) << names.size();
    EXPECT_LE(frame.inner().bottom(), 200);
    const auto place = frame.at(0, 0);
    EXPECT_TRUE(place.x >= frame.inner().left && place.x <= frame.inner().right() && place.y >= 0 && place.y <= frame.inner().bottom());
  }
}

TEST(Frame, NamesThatDoNotFitAreSlanted) {
  const auto drawn = [](std::vector<std::string> names) {
    Svg svg("f", 240, 200, "t", "d");
    Frame({.left = 0, .top = 0, .width = 240, .height = 200}, {Scale::categories(std::move(names)), ""}, {Scale::linear(0, 1), ""})
        .draw(svg);
    return std::move(svg).finish();
  };
  EXPECT_FALSE(has(drawn({"one", "two"}), "rotate(-35"));
  EXPECT_TRUE(has(drawn({"quantile_uniform", "quantile_normal", "standard"}), "rotate(-35"));
}

}  // namespace
}  // namespace trainyard::plot
