#include "host/bundle/bundle.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <regex>

#include "host/bundle/signature.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"
#include "tests/host/features/small_table.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::bundle {
namespace {

namespace fs = std::filesystem;
using features::test::nan;
using features::test::SmallTable;

/// A bundle of the whole of what a small table can need, saved in a folder of its own.
class BundleTest : public testing::Test {
 protected:
  BundleTest() {
    small.numbers("income", {1, 2, nan, 4, 5, 6}).categories("place", {"bay", "inland", "", "bay", "inland", "bay"});
    const std::vector<float> y = {1, 2, 3, 4, 5, 6};
    bundle.schema = small.schema;
    bundle.transform = small.fit();
    const auto x = small.apply(bundle.transform);
    const models::Params params = {{"n_estimators", 5}, {"max_depth", 2}, {"min_child_weight", 0}};
    const auto& family = models::family("xgboost");
    const auto prepared = family.prepare({}, {&x, y}, params, nullptr);
    bundle.model = family.fit(*prepared, nullptr, params, {});
    bundle.family = "xgboost";
    bundle.target = "price";
    save(bundle, folder, {}, small.table, small.rows());
  }

  /// Returns the message.
  std::string expect_refused(const std::string& why) {
    try {
      load(folder, {});
      ADD_FAILURE() << "loaded, although " << why;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ExitCode::bad_data) << e.what();
      return e.what();
    }
    return "";
  }

  /// Writes bundle.json as if it had been written so.
  void edit_index(const std::function<void(nlohmann::ordered_json&)>& edit) {
    const fs::path path = folder / "model/bundle.json";
    auto index = storage::unseal(storage::read_file(path), path);
    edit(index);
    storage::write_file(path, storage::seal(index));
  }

  /// Makes it a baseline of two classes, as many rows in each.
  void classify(std::vector<std::string> labels) {
    const std::vector<float> classes = {0, 1, 1, 0, 1, 0};
    const auto x = small.apply(bundle.transform);
    const auto& family = models::family("baseline");
    const auto prepared = family.prepare({}, {&x, classes, {.task = models::Task::binary, .classes = 2}}, {}, nullptr);
    bundle.model = family.fit(*prepared, nullptr, {}, {});
    bundle.family = "baseline";
    bundle.kind = {.task = models::Task::binary, .classes = 2};
    bundle.labels = std::move(labels);
  }

  SmallTable small;
  Bundle bundle;
  Folder place;
  fs::path folder = place / "bundle";
};

TEST_F(BundleTest, ALoadedOnePredictsTheSameBits) {
  const Bundle loaded = load(folder, {});
  EXPECT_EQ(loaded.predict({}, small.table, small.rows()), bundle.predict({}, small.table, small.rows()));
  EXPECT_EQ(loaded.transform.feature_names(), bundle.transform.feature_names());
  EXPECT_EQ(loaded.target, "price");
}

TEST_F(BundleTest, KeepsClassesAndThreshold) {
  classify({"no", "yes, often"});
  bundle.threshold = 0.3;
  save(bundle, folder, {}, small.table, small.rows());
  const Bundle loaded = load(folder, {});
  const auto predictions = loaded.predict({}, small.table, small.rows());
  EXPECT_EQ(predictions.width, 2U);
  EXPECT_EQ(loaded.labels, bundle.labels);
  EXPECT_EQ(loaded.decide(predictions), std::vector<std::int32_t>(6, 1)) << "0.5 is at least 0.3";
}

TEST_F(BundleTest, KeepsAPredictionIntervalAndReplaysIt) {
  EXPECT_FALSE(fs::exists(folder / "model/calibration.json")) << "there is nothing to keep";
  bundle.interval = {.method = "split_conformal", .coverage = 0.9, .radius = 1.25, .rows = 20};
  save(bundle, folder, {}, small.table, small.rows());
  const Bundle loaded = load(folder, {});
  EXPECT_EQ(loaded.interval->to_json(), bundle.interval->to_json());
  const fs::path path = folder / "model/calibration.json";
  const std::string good = storage::read_file(path), wide = std::regex_replace(good, std::regex("1\\.25"), "9.25");
  storage::write_file(path, wide);
  EXPECT_NE(expect_refused("its radius is another").find("model/calibration.json was changed"), std::string::npos);
  edit_index([&](auto& index) { index["files"]["model/calibration.json"] = storage::sha256(wide); });
  EXPECT_NE(expect_refused("its checksum alone is consistent").find("prediction intervals are others"), std::string::npos);
  const std::string none = R"({"prediction_interval": {"method": "split_conformal", "coverage": 0.9}})";
  storage::write_file(path, none);
  edit_index([&](auto& index) { index["files"]["model/calibration.json"] = storage::sha256(none); });
  EXPECT_NE(expect_refused("it has no radius").find("model/calibration.json: prediction interval: radius is no number"), std::string::npos);
}

TEST_F(BundleTest, PredictsCalibratedProbabilitiesAndReplaysThem) {
  classify({"no", "yes"});
  const nlohmann::ordered_json halved = {{"method", "isotonic"}, {"classes", {{{"x", {0.0, 1.0}}, {"y", {0.0, 0.5}}}}}};
  bundle.calibrator = calibration::Calibrator::from_json(halved, bundle.kind);
  save(bundle, folder, {}, small.table, small.rows());
  const auto predictions = load(folder, {}).predict({}, small.table, small.rows());
  EXPECT_EQ(predictions.row(0)[0], 0.75F) << "half of the baseline's 0.5";
  EXPECT_EQ(predictions.row(0)[1], 0.25F);
  fs::remove(folder / "model/calibration.json");
  edit_index([](auto& index) { index["files"].erase("model/calibration.json"); });
  EXPECT_NE(expect_refused("its calibration is gone").find("example 0 predicts"), std::string::npos);
}

TEST_F(BundleTest, SavingTwiceGivesTheSameBytes) {
  const fs::path again = place / "again";
  save(bundle, again, {}, small.table, small.rows());
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const fs::path other = again / fs::relative(entry.path(), folder);
    EXPECT_EQ(storage::read_file(entry.path()), storage::read_file(other)) << other;
  }
}

TEST_F(BundleTest, AnyChangedByteOfAnyFileIsRefused) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string good = storage::read_file(entry.path());
    for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 40) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x01);
      std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bad;
      expect_refused("byte " + std::to_string(at) + " of " + entry.path().filename().string() + " was changed");
    }
    std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << good;
  }
  EXPECT_NO_THROW(load(folder, {}));
}

TEST_F(BundleTest, AnotherTransformIsRefusedAndTheMessageSaysWhatChanged) {
  features::FeatureOptions scaled;
  scaled.numeric = {"mean", 0, "standard"};
  const features::Transform other = small.fit(scaled);
  storage::write_file(folder / "transform/transform.json", transform_text(other));
  const std::string changed = "fitted otherwise: column 'income': impute was 'none', is 'mean'";
  const std::string message = expect_refused("its transform is another");
  EXPECT_NE(message.find(changed), std::string::npos) << message;
  edit_index([&](auto& index) { index["signature"]["transform"]["sha256"] = storage::sha256(transform_text(other)); });
  EXPECT_EQ(expect_refused("its checksum alone is consistent"), message);
}

TEST_F(BundleTest, ATransformThatIsNoneIsRefusedWithTheFieldThatIsWrong) {
  auto document = bundle.transform.to_json();
  document["columns"][0].erase("impute");
  storage::write_file(folder / "transform/transform.json", document.dump(2));
  const std::string message = expect_refused("a field is missing");
  EXPECT_NE(message.find("was changed after it was written: transform: columns[0].impute: is missing"), std::string::npos) << message;
}

TEST_F(BundleTest, ASchemaThatMakesOtherTypesOfTheColumnsIsRefused) {
  dataset::Schema other = bundle.schema;
  other.fields[0].type = dataset::ColumnType::integer;
  storage::write_file(folder / "model/schema.yaml", other.to_yaml());
  edit_index([&](auto& index) { index["files"]["model/schema.yaml"] = storage::sha256(other.to_yaml()); });
  const std::string message = expect_refused("the schema is another");
  EXPECT_NE(message.find("column 'income' was float, is integer"), std::string::npos) << message;
}

TEST_F(BundleTest, AnOlderFormatIsRefused) {
  edit_index([](auto& index) { index["format"] = 2; });
  const std::string message = expect_refused("its format is older");
  EXPECT_NE(message.find("bundle format 2 is not 3"), std::string::npos) << message;
}

TEST_F(BundleTest, AMissingFileIsRefusedByName) {
  fs::remove(folder / "transform/transform.json");
  try {
    load(folder, {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::bad_data);
    EXPECT_NE(std::string(e.what()).find("transform/transform.json"), std::string::npos) << e.what();
  }
}

TEST_F(BundleTest, AFolderWithoutABundleIsMissingInput) {
  try {
    load(place.path(), {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::no_input);
  }
}

}  // namespace
}  // namespace trainyard::bundle
