#include "host/calibration/calibrator.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "tests/source_folder.hpp"

namespace trainyard::calibration {
namespace {

using nlohmann::ordered_json;

const models::Target two{.task = models::Task::binary, .classes = 2};
const models::Target three{.task = models::Task::multiclass, .classes = 3};

models::Predictions predictions_of(const ordered_json& rows) {
  models::Predictions out{.rows = rows.size(), .width = rows.front().size(), .values = {}};
  for (const auto& row : rows) {
    for (const auto& value : row) out.values.push_back(value.get<float>());
  }
  return out;
}

/// The cases of scikit_calibration.json.
ordered_json scikit_cases() {
  std::ifstream file(trainyard::test::source_folder() / "tests/host/calibration/scikit_calibration.json");
  return ordered_json::parse(file);
}

OutOfFold rows_of(const ordered_json& one) {
  OutOfFold rows;
  rows.predicted = predictions_of(one["said"]);
  rows.target = {.task = rows.predicted.width == 2 ? models::Task::binary : models::Task::multiclass,
                 .classes = static_cast<int>(rows.predicted.width)};
  rows.actual = one["actual"].get<std::vector<double>>();
  rows.weight = one["weight"].get<std::vector<double>>();
  for (std::uint32_t i = 0; i < rows.actual.size(); ++i) {
    rows.row.push_back(i);
    rows.fold.push_back(i % 5);
  }
  return rows;
}

void expect_as_scikit(const std::string& method, double tolerance) {
  for (const auto& one : scikit_cases()) {
    models::Predictions asked = predictions_of(one["asked"]);
    Calibrator::fit(method, rows_of(one)).apply(asked);
    for (std::size_t r = 0; r < asked.rows; ++r) {
      for (std::size_t k = 0; k < asked.width; ++k) EXPECT_NEAR(asked.row(r)[k], one[method][r][k].get<double>(), tolerance) << r;
    }
  }
}

TEST(Calibrator, IsotonicGivesTheProbabilitiesOfCalibratedClassifierCV) { expect_as_scikit("isotonic", 1e-7); }

// scikit-learn's L-BFGS stops at a gradient of 1e-6.
TEST(Calibrator, SigmoidGivesTheProbabilitiesOfCalibratedClassifierCV) { expect_as_scikit("sigmoid", 2e-5); }

TEST(Calibrator, ProbabilitiesOfARowAddUpToOne) {
  for (const auto& one : scikit_cases()) {
    for (const std::string& method : methods()) {
      models::Predictions asked = predictions_of(one["said"]);
      Calibrator::fit(method, rows_of(one)).apply(asked);
      for (std::size_t r = 0; r < asked.rows; ++r) {
        double sum = 0;
        for (const float p : asked.row(r)) sum += static_cast<double>(p);
        EXPECT_NEAR(sum, 1.0, method == "none" ? 2e-2 : 1e-6) << method;  // what was given is rounded
      }
    }
  }
}

TEST(Calibrator, ARowWhereEveryClassComesOutAsZeroGetsThemAllAlike) {
  const ordered_json step = {{"x", {0.5, 0.6}}, {"y", {0.0, 1.0}}};
  const auto calibrator = Calibrator::from_json({{"method", "isotonic"}, {"classes", {step, step, step}}}, three);
  models::Predictions row{.rows = 1, .width = 3, .values = {0.3F, 0.3F, 0.4F}};
  calibrator.apply(row);
  for (const float p : row.values) EXPECT_FLOAT_EQ(p, 1.0F / 3.0F);
}

TEST(Calibrator, NoneChangesNoBit) {
  models::Predictions row{.rows = 1, .width = 2, .values = {0.3F, 0.7F}};
  const auto before = row;
  Calibrator().apply(row);
  EXPECT_EQ(row, before);
}

TEST(Calibrator, ItsDocumentGivesTheSameBits) {
  for (const auto& one : scikit_cases()) {
    const OutOfFold rows = rows_of(one);
    for (const std::string& method : methods()) {
      const auto fitted = Calibrator::fit(method, rows);
      const auto read = Calibrator::from_json(ordered_json::parse(fitted.to_json().dump()), rows.target);
      models::Predictions ours = rows.predicted, theirs = rows.predicted;
      fitted.apply(ours);
      read.apply(theirs);
      EXPECT_EQ(ours, theirs);
      EXPECT_EQ(read.method(), method);
    }
  }
}

TEST(Calibrator, ADocumentThatIsNoneIsRefusedWithTheReason) {
  const auto refused = [](const ordered_json& document, const models::Target& target) -> std::string {
    try {
      Calibrator::from_json(document, target);
      return "";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_data);
      return error.what();
    }
  };
  const auto isotonic = [](const ordered_json& x, const ordered_json& y) {
    return ordered_json{{"method", "isotonic"}, {"classes", {{{"x", x}, {"y", y}}}}};
  };
  EXPECT_NE(refused({{"classes", 1}}, two).find("no method"), std::string::npos);
  EXPECT_NE(refused({{"method", "magic"}}, two).find("unknown method 'magic'"), std::string::npos);
  EXPECT_NE(refused({{"method", "sigmoid"}, {"classes", ordered_json::array()}}, two).find("not 1 functions"), std::string::npos);
  EXPECT_NE(refused({{"method", "sigmoid"}, {"classes", {{{"slope", "steep"}}}}}, two).find("slope is no number"), std::string::npos);
  EXPECT_NE(refused(isotonic({0.5, 0.1}, {0, 1}), two).find("x does not ascend"), std::string::npos);
  EXPECT_NE(refused(isotonic({0.1, 0.5}, {0.5, 0.2}), two).find("y does not ascend"), std::string::npos);
  EXPECT_NE(refused(isotonic({0.1, 0.5}, {0.5}), two).find("differ in length"), std::string::npos);
  EXPECT_NE(refused(isotonic(ordered_json::array(), ordered_json::array()), two).find("x is no list"), std::string::npos);
  EXPECT_NE(refused(isotonic({0.1}, {0.5}), {}).find("does not classify"), std::string::npos);
}

TEST(Calibrator, RowsWithoutAnyWeightAreRefused) {
  OutOfFold rows = rows_of(scikit_cases()[0]);
  rows.weight.assign(rows.actual.size(), 0.0);
  EXPECT_THROW(Calibrator::fit("isotonic", rows), Error);
  EXPECT_THROW(Calibrator::fit("magic", rows), Error);
}

/// Many rows of two classes, each said to be class 1 with a probability that is what `distort` makes of the true one.
template <class Distort>
OutOfFold many_rows(Distort distort) {
  OutOfFold rows{.target = two, .predicted = {.rows = 4000, .width = 2, .values = {}}};
  for (std::uint32_t i = 0; i < 4000; ++i) {
    const double truth = (i % 97 + 1) / 99.0, draw = std::fmod(i * 0.6180339887498949, 1.0);
    const auto said = static_cast<float>(distort(truth));
    rows.predicted.values.insert(rows.predicted.values.end(), {1 - said, said});
    rows.actual.push_back(draw < truth ? 1 : 0);
    rows.row.push_back(i);
    rows.fold.push_back((i / 97) % 5);
  }
  return rows;
}

TEST(Choose, LeavesProbabilitiesThatAreRightAlone) {
  const Choice choice = choose({}, many_rows([](double p) { return p; }));
  EXPECT_EQ(choice.calibrator.method(), "none") << choice.tried;
  EXPECT_EQ(choice.tried.size(), methods().size());
}

TEST(Choose, TakesTheSigmoidForLogOddsThatAreTooLarge) {
  const Choice choice = choose({}, many_rows([](double p) { return 1 / (1 + std::pow(1 / p - 1, 3)); }));
  EXPECT_EQ(choice.calibrator.method(), "sigmoid") << choice.tried;
}

TEST(Choose, TakesTheIsotonicOneWhereNoSigmoidFits) {
  const Choice choice = choose({}, many_rows([](double p) { return p < 0.3 ? p / 30 : p < 0.7 ? 0.4 + p / 5 : 0.97 + p / 50; }));
  EXPECT_EQ(choice.calibrator.method(), "isotonic") << choice.tried;
}

TEST(OutOfFold, APartHasTheRowsOfItsFoldsInTheirOrder) {
  const OutOfFold rows = rows_of(scikit_cases()[1]);
  const OutOfFold one = rows.part(2, false), rest = rows.part(2, true);
  EXPECT_EQ(one.row[1], 7U);
  EXPECT_EQ(one.predicted.rows + rest.predicted.rows, rows.predicted.rows);
  EXPECT_EQ(one.weight.size(), one.actual.size());
  EXPECT_TRUE(std::ranges::equal(one.predicted.row(1), rows.predicted.row(7)));
}

}  // namespace
}  // namespace trainyard::calibration
