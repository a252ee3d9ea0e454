// What differs between two configs, and what of it an interrupted run may take.
#include "host/config/changes.hpp"

#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> texts_of(const std::vector<Change>& found) {
  std::vector<std::string> texts;
  for (const Change& change : found) texts.push_back(to_text(change));
  return texts;
}

TEST(Changes, NameEveryKeyWithItsValuesOfThenAndNow) {
  const auto before = loaded("seed: 1\nsplit: {folds: 3}\nsearch: {space: {max_depth: {int: [3, 5]}}}\n");
  const auto after = loaded("seed: 2\nsplit: {folds: 3}\nsearch: {trials: 9, space: {max_depth: {int: [3, 9]}}}\n");
  EXPECT_EQ(texts_of(changes(before.document(), after.document())),
            (std::vector<std::string>{"seed: was 1, is 2", "search.space.max_depth.int: was [3,5], is [3,9]",
                                      "search.trials: was not given, is 9"}));
}

TEST(Changes, AreNoneBetweenTwoSpellingsOfOneConfig) {
  const auto before = loaded("seed: 1\nsearch: {timeout: 2h, space: {max_depth: {int: [3, 5]}}}\n");
  const auto after = loaded("search: {space: {max_depth: {int: [3, 5]}}, timeout: 7200, sampler: tpe}\nseed: 1\n");
  EXPECT_EQ(texts_of(changes(before.document(), after.document())), std::vector<std::string>{});
}

TEST(Changes, AreAllowedInWhatOnlySaysWhereHowLongOrUnderWhichName) {
  for (const char* key :
       {"threads", "workers", "memory", "results", "device", "description", "tags.team", "strict", "search.trials", "search.timeout"})
    EXPECT_TRUE(may_change(key)) << key;
  for (const char* key : {"seed", "data.source", "data.target", "split.folds", "features.numeric.scale", "model.params.max_depth",
                          "search.space.max_depth.int", "search.seed", "search.lag", "search.sampler", "search.start_from",
                          "evaluate.metrics", "experiment", "searched", "tagsx"})
    EXPECT_FALSE(may_change(key)) << key;
}

}  // namespace
}  // namespace trainyard::config
