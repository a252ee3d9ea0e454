// Starting points from an earlier study, and constraints.
#include "host/config/limit.hpp"
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

std::string search_with(const std::string& text) { return mistakes_of("search: {" + text + ", space: {max_depth: {int: [3, 5]}}}\n"); }

TEST(StartFrom, IsARunOrARunWithANumberOfTrials) {
  EXPECT_EQ(search_with("start_from: latest"), "");
  EXPECT_EQ(search_with("start_from: {best: 2}"), "");
  const auto config = loaded("search: {start_from: {run: nightly}, space: {max_depth: {int: [3, 5]}}}\n");
  EXPECT_EQ(config.at("search.start_from"), (nlohmann::ordered_json{{"run", "nightly"}, {"best", 5}}));
  EXPECT_NE(search_with("start_from: {best: 0}").find("search.start_from.best: must be between 1 and 1000"), std::string::npos);
}

TEST(StartFrom, DoesNotGoWithAGrid) {
  EXPECT_NE(search_with("sampler: grid, start_from: latest").find("search.start_from: does not go with sampler: grid"), std::string::npos);
}

TEST(StartFrom, WithMorePointsThanTrialsIsNamedWithWhatFits) {
  EXPECT_NE(search_with("trials: 3, start_from: latest")
                .find("takes the best 5, more than search.trials (3); raise that, or take fewer: {run: latest, best: 3}"),
            std::string::npos);
  EXPECT_NE(
      search_with("trials: 3, start: [{max_depth: 3}], start_from: {best: 3}").find("takes the best 3 after 1 of search.start, more than"),
      std::string::npos);
  EXPECT_EQ(search_with("trials: 3, start: [{max_depth: 3}], start_from: {best: 2}"), "");
}

TEST(Constraints, TakeNumbersAndForTheModelSizes) {
  EXPECT_EQ(search_with("constraints: [{metric: model_bytes, max: 2MB}, {metric: r2, min: 0.8}, {metric: rounds, min: 1, max: 9}]"), "");
  EXPECT_EQ(limit_of("2MB"), 2e6);
  EXPECT_EQ(limit_of(0.5), 0.5);
  EXPECT_EQ(limit_of("much"), std::nullopt);
}

TEST(Constraints, WithoutASoundBoundAreNamed) {
  const auto said = [](const std::string& constraint) { return search_with("constraints: [" + constraint + "]"); };
  EXPECT_NE(said("{metric: r2}").find("search.constraints[0]: has no bound; give max, or min, or both"), std::string::npos);
  EXPECT_NE(said("{metric: r2, min: 0.9, max: 0.5}").find("search.constraints[0]: min (0.9) is above max (0.5)"), std::string::npos);
  EXPECT_NE(said("{metric: r2, max: 2MB}").find("search.constraints[0].max: is '2MB': only model_bytes has a size"), std::string::npos);
  EXPECT_NE(said("{metric: model_bytes, max: 2M}").find("must be a number, or a size like 2MB for model_bytes; is '2M'"),
            std::string::npos);
  EXPECT_NE(said("{metric: model_bites, max: 2}").find("did you mean 'model_bytes'?"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::config
