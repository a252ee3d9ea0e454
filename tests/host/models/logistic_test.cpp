#include <gtest/gtest.h>

#include "tests/host/models/linear_rows.hpp"

namespace trainyard::models {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

const Family& logistic() { return family("logistic"); }

Learned optimum(const Rows& rows, const Params& params, std::vector<std::string>* warnings = nullptr) {
  FitSettings settings = on_cpu();
  settings.on_warning = [&](const std::string& text) {
    if (warnings) {
      warnings->push_back(text);
    } else {
      ADD_FAILURE() << text;
    }
  };
  Params to_the_end = params;
  to_the_end.emplace("tol", 1e-12);
  return learned(*fit(logistic(), rows, to_the_end, settings));
}

// Expected values here and below: scikit-learn 1.9.1, LogisticRegression(solver="newton-cholesky", tol=1e-14).
TEST(Logistic, LearnsWhatScikitLearnLearnsOfTwoClasses) {
  Rows rows = binary();
  expect_close(
      optimum(rows, {}),
      {{-1.9398356186824717}, {{1.0669428981699915, -1.0933660932175489, 0.09521835185954354, -0.8938531495557236, 0.7986347976961801}}},
      1e-10);
  expect_close(optimum(rows, {{"fit_intercept", false}}),
               {{0.0}, {{0.8923638258271546, -1.4309661115953562, -0.38306570527743605, -1.3432736315499911, 0.2438319279350253}}}, 1e-10);
  rows.weight = awkward_weights();
  expect_close(
      optimum(rows, {{"C", 0.3}}),
      {{-1.8570706155154635}, {{1.0143576796216185, -1.0152453368119128, -0.10636026590903035, -0.6543791386892899, 0.7607394045983205}}},
      1e-10);
}

TEST(Logistic, LearnsWhatScikitLearnLearnsOfThreeClasses) {
  Rows rows = three_classes();
  expect_close(optimum(rows, {}),
               {{0.7419602218614367, 0.706742732083472, -1.4487029539449086},
                {{-0.8468817282900304, 0.922755074263986, 0.7975731787509559, -0.2675523066385224, -0.5300208721124333},
                 {0.0771920211634357, 0.1100615139467242, -0.3899209828687063, 0.2634658627928863, 0.12645512007581983},
                 {0.7696897071265938, -1.0328165882107114, -0.40765219588224916, 0.004086443845635347, 0.40356575203661327}}},
               1e-10);
  expect_close(optimum(rows, {{"fit_intercept", false}}),
               {{0, 0, 0},
                {{-0.7665862230739943, 1.0109412977723944, 0.9176406427778703, -0.1194884376550476, -0.3793572055608834},
                 {0.16710573367022477, 0.12368876408411437, -0.24454378534997015, 0.5050301884951635, 0.38152603706983357},
                 {0.5994804894037697, -1.13463006185651, -0.6730968574279005, -0.3855417508401155, -0.0021688315089500474}}},
               1e-10);
  rows.weight = awkward_weights();
  expect_close(optimum(rows, {{"C", 10.0}}),
               {{1.055532501715407, 1.09331076373142, -2.148843265446828},
                {{-1.3294019726197397, 1.6339823855135549, 1.9780981181428623, -0.1366417064316045, -1.8414564117112597},
                 {0.13227441864652642, 0.03255730769588726, -0.6311356485190943, 0.23549417435681883, 0.3956414741622846},
                 {1.1971275539732091, -1.666539693051398, -1.3469624696237823, -0.09885246792520469, 1.4458149375489704}}},
               1e-9);
}

TEST(Logistic, GivesTheProbabilitiesOfScikitLearn) {
  const Rows rows = three_classes();
  const auto predicted = fit(logistic(), rows, {})->predict({}, rows.x);
  EXPECT_EQ(predicted.width, 3U);
  const std::vector<double> expected = {9.81671129e-01, 1.80712712e-02, 2.57600201e-04, 3.01702101e-02, 7.22764717e-01, 2.47065073e-01};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(predicted.values[i], expected[i], 1e-7) << "value " << i;
}

TEST(Logistic, LosesNothingToALargeOffset) {
  const Learned expected = optimum(binary(), {}), found = optimum(binary(1e6), {});
  expect_close(found.coef[0], expected.coef[0], 1e-10, "column");
  EXPECT_NEAR(found.intercept[0], expected.intercept[0] - 1e6 * expected.coef[0][1], 1e-4);
  const auto near = fit(logistic(), binary(), {})->predict({}, binary().x),
             far = fit(logistic(), binary(1e6), {})->predict({}, binary(1e6).x);
  for (std::size_t i = 0; i < 80; ++i) EXPECT_NEAR(far.values[i], near.values[i], 1e-7) << "value " << i;
}

/// The largest component of the gradient of the stated objective, by plain loops, every column counted in its deviation.
long double steepness(const Rows& rows, const Learned& at, double c) {
  const std::size_t outputs = at.coef.size(), columns = rows.x.columns;
  std::vector<long double> gradient(outputs * (columns + 1)), squares(columns), sums(columns);
  long double total = 0;
  for (std::size_t r = 0; r < rows.x.rows; ++r) {
    const long double weight = rows.weight.empty() ? 1.0L : rows.weight[r];
    total += weight;
    std::vector<long double> powers;
    long double all = outputs == 1 ? 1 : 0;
    for (std::size_t k = 0; k < outputs; ++k) {
      long double sum = at.intercept[k];
      for (std::size_t i = 0; i < columns; ++i) sum += static_cast<long double>(at.coef[k][i]) * rows.x.column(i)[r];
      powers.push_back(std::exp(sum));
      all += powers.back();
    }
    for (std::size_t k = 0; k < outputs; ++k) {
      const bool hit = static_cast<std::size_t>(rows.y[r]) == (outputs == 1 ? 1 : k);
      const long double slope = weight * (powers[k] / all - (hit ? 1 : 0));
      for (std::size_t i = 0; i < columns; ++i) gradient[k * (columns + 1) + i] += slope * rows.x.column(i)[r];
      gradient[k * (columns + 1) + columns] += slope;
    }
    for (std::size_t i = 0; i < columns; ++i) {
      sums[i] += weight * rows.x.column(i)[r];
      squares[i] += weight * rows.x.column(i)[r] * rows.x.column(i)[r];
    }
  }
  long double largest = 0;
  for (std::size_t k = 0; k < outputs; ++k) {
    for (std::size_t i = 0; i < columns; ++i) {
      const long double deviation = std::sqrt(squares[i] / total - sums[i] / total * sums[i] / total);
      const long double component = gradient[k * (columns + 1) + i] / total + at.coef[k][i] / (c * total);
      largest = std::max(largest, std::abs(component) / deviation);
    }
    largest = std::max(largest, std::abs(gradient[k * (columns + 1) + columns] / total));
  }
  return largest;
}

TEST(Logistic, EndsWhereTheGradientOfTheStatedObjectiveIsZero) {
  for (const int classes : {2, 3, 7}) {
    const Rows rows = classes_of(normal_rows(9000, 6), classes);
    for (const double c : {1e-4, 1.0, 1e6})
      EXPECT_LT(steepness(rows, optimum(rows, {{"C", c}}), c), 1e-10) << classes << " classes, C " << c;
  }
}

TEST(Logistic, ConvergesOnColumnsOfAnyScale) {
  Rows rows = classes_of(normal_rows(2000, 5), 3);
  const std::vector<float> scales = {1e-6F, 1e4F, 1.0F, 1e8F, 1e-2F};
  for (std::size_t i = 0; i < rows.x.values.size(); ++i) rows.x.values[i] *= scales[i / 2000];
  EXPECT_LT(steepness(rows, optimum(rows, {}), 1.0), 1e-9);
}

TEST(Logistic, CountsARowAsOftenAsItsWeightSays) {
  for (Rows rows : {binary(), three_classes()}) {
    rows.weight = awkward_weights();
    rows.weight[3] = 0;
    expect_close(optimum(rows, {}), optimum(repeated(rows), {}), 1e-10);
  }
}

TEST(Logistic, DoesNotDependOnTheOrderOfTheColumns) {
  const Rows rows = binary();
  const Learned first = optimum(rows, {}), second = optimum(permuted(rows, {3, 0, 4, 2, 1}), {});
  const auto& c = first.coef[0];
  expect_close(second, {first.intercept, {{c[3], c[0], c[4], c[2], c[1]}}}, 1e-10);
}

// Expected values: scikit-learn, as above, with C = 1e4; without a penalty there is no optimum.
TEST(Logistic, EndsOnSeparableClasses) {
  Rows rows = binary();
  rows.x.columns = 1;
  rows.x.values.resize(40);
  for (std::size_t r = 0; r < 40; ++r) rows.y[r] = rows.x.values[r] > 0 ? 1.0F : 0.0F;
  expect_close(optimum(rows, {{"C", 1e4}}), {{-7.859817562997181}, {{15.431824397088185}}}, 1e-8);
  for (const double c : {1e8, 1e12}) {
    const auto predicted = fit(logistic(), rows, {{"C", c}})->predict({}, rows.x);
    EXPECT_EQ(accuracy(predicted, rows.y), 1.0) << "C " << c;
  }
}

TEST(Logistic, LearnsFromMoreColumnsThanRows) {
  for (const int classes : {2, 3}) {
    const Rows rows = classes_of(normal_rows(12, 40), classes);
    EXPECT_LT(steepness(rows, optimum(rows, {}), 1.0), 1e-10) << classes << " classes";
  }
}

TEST(Logistic, GivesCollinearColumnsEqualParts) {
  Rows rows = binary();
  rows.x.columns = 6;
  for (std::size_t r = 0; r < 40; ++r) rows.x.values.push_back(rows.x.values[r]);
  const Learned found = optimum(rows, {});
  EXPECT_NEAR(found.coef[0][0], found.coef[0][5], 1e-10);
}

TEST(Logistic, GivesAConstantColumnNoPart) {
  Rows rows = three_classes();
  const Learned expected = optimum(rows, {});
  rows.x.columns = 6;
  rows.x.values.insert(rows.x.values.end(), 40, 0.1F);
  Learned found = optimum(rows, {});
  for (auto& coef : found.coef) {
    EXPECT_EQ(coef.back(), 0.0);
    coef.pop_back();
  }
  expect_close(found, expected, 1e-10);
}

TEST(Logistic, GivesTwoProbabilitiesThatAddUpToOne) {
  const Rows rows = binary();
  const auto predicted = fit(logistic(), rows, {})->predict({}, rows.x);
  EXPECT_EQ(predicted.width, 2U);
  for (std::size_t r = 0; r < 40; ++r) EXPECT_NEAR(predicted.row(r)[0] + predicted.row(r)[1], 1.0, 1e-7) << "row " << r;
  EXPECT_GT(accuracy(predicted, rows.y), 0.8);
}

TEST(Logistic, GivesAClassWithoutRowsNoProbabilityAndSaysSo) {
  Rows rows = three_classes();
  rows.target.classes = 5;
  for (float& y : rows.y) y = y == 0 ? 0.0F : y + 1;
  std::vector<std::string> warnings;
  expect_close(optimum(rows, {}, &warnings), optimum(three_classes(), {}), 1e-14);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("2 of 5 classes have no training rows"), std::string::npos) << warnings[0];
  const auto wide = fit(logistic(), rows, {})->predict({}, rows.x), narrow = fit(logistic(), three_classes(), {})->predict({}, rows.x);
  EXPECT_EQ(wide.width, 5U);
  for (std::size_t r = 0; r < 40; ++r) {
    EXPECT_EQ((std::vector<float>{wide.row(r).begin(), wide.row(r).end()}),
              (std::vector<float>{narrow.row(r)[0], 0, narrow.row(r)[1], narrow.row(r)[2], 0}));
  }
}

TEST(Logistic, TakesTwoClassesOfThreeForABinaryTask) {
  Rows rows = binary();
  const Learned expected = optimum(rows, {});
  rows.target = {.task = Task::multiclass, .classes = 3};
  for (float& y : rows.y) y *= 2;
  std::vector<std::string> warnings;
  expect_close(optimum(rows, {}, &warnings), expected, 1e-14);
  const auto predicted = fit(logistic(), rows, {})->predict({}, rows.x);
  EXPECT_EQ(predicted.width, 3U);
  for (std::size_t r = 0; r < 40; ++r) EXPECT_EQ(predicted.row(r)[1], 0.0F);
}

TEST(Logistic, RefusesRowsOfOneClass) {
  Rows rows = binary();
  rows.y.assign(40, 1.0F);
  const Error error = error_of([&] { fit(logistic(), rows, {}); });
  EXPECT_EQ(error.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(error.what()).find("class number 1"), std::string::npos) << error.what();
  rows.y[0] = 0;
  rows.weight.assign(40, 1.0F);
  rows.weight[0] = 0;
  EXPECT_EQ(error_of([&] { fit(logistic(), rows, {}); }).code(), ExitCode::bad_data);
}

TEST(Logistic, WarnsWhereIterationsRunOutAndGivesAModel) {
  std::vector<std::string> warnings;
  (void)optimum(binary(), {{"max_iter", 1}}, &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  for (const char* part : {"no convergence", "after 1 iterations", "gradient is ", "features.numeric.scale", "max_iter"}) {
    EXPECT_NE(warnings[0].find(part), std::string::npos) << warnings[0];
  }
}

TEST(Logistic, EndsAtRoundingWhereTolIsZero) {
  std::vector<std::string> warnings;
  expect_close(optimum(three_classes(), {{"tol", 0.0}}, &warnings), optimum(three_classes(), {}), 1e-10);
}

TEST(Logistic, HasTheSameBytesForAnyThreadCount) {
  for (const int classes : {2, 4}) {
    const Rows rows = classes_of(normal_rows(4096 * 3 + 100, 8), classes);
    const auto alone = fit(logistic(), rows, {}, on_cpu(1))->to_bytes();
    for (const int threads : {2, 5}) EXPECT_EQ(fit(logistic(), rows, {}, on_cpu(threads))->to_bytes(), alone) << threads << " threads";
  }
}

TEST(Logistic, PredictsTheSameBitsForAnyBatchAndThreadCount) {
  const Rows rows = classes_of(normal_rows(5000, 7), 3);
  const auto model = fit(logistic(), rows, {{"tol", 1e-3}});
  const auto whole = model->predict({}, rows.x);
  EXPECT_EQ(model->predict({.threads = 3}, rows.x), whole);
  for (const std::size_t first : {0, 1, 31, 4095, 4999}) {
    const auto part = model->predict({}, rows.part(first, 1).x);
    EXPECT_EQ(part.values, (std::vector<float>{whole.row(first).begin(), whole.row(first).end()})) << "row " << first;
  }
}

TEST(Logistic, IsTheSameModelAfterItsBytes) {
  for (const Rows& rows : {binary(), three_classes()}) {
    const auto model = fit(logistic(), rows, {});
    const auto loaded = logistic().from_bytes(model->to_bytes());
    EXPECT_EQ(model->file_name(), "model.json");
    EXPECT_EQ(loaded->to_bytes(), model->to_bytes());
    EXPECT_EQ(loaded->predict({}, rows.x), model->predict({}, rows.x));
  }
}

TEST(Logistic, RefusesBytesThatAreNoModelOfItsOwn) {
  const std::string good = fit(logistic(), three_classes(), {})->to_bytes();
  std::vector<std::string> bad = {"", "{}", good.substr(0, good.size() / 2)};
  const auto changed = [&](const std::string& key, const nlohmann::json& value) {
    auto document = nlohmann::json::parse(good);
    document[key] = value;
    bad.push_back(document.dump());
  };
  changed("family", "linear");
  changed("classes", 0);
  changed("classes", 2);
  changed("present", {0, 1, 3});
  changed("present", {0, 2, 1});
  changed("present", {0, 1});
  changed("present", {0});
  changed("present", {-1, 1, 2});
  changed("intercept", {1, 2});
  changed("coef", nlohmann::json::array());
  for (const std::string& bytes : bad) {
    EXPECT_EQ(error_of([&] { (void)logistic().from_bytes(bytes); }).code(), ExitCode::bad_data) << bytes.substr(0, 200);
  }
}

TEST(Logistic, SurvivesDamagedBytes) {
  const Rows rows = three_classes();
  expect_survives_damage(logistic(), *fit(logistic(), rows, {}), rows.x);
}

TEST(Logistic, NamesTheMissingValueAndTheRemedy) {
  Rows rows = binary();
  rows.x.values[40 + 2] = std::nanf("");
  const Error error = error_of([&] { fit(logistic(), rows, {}); });
  EXPECT_EQ(error.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(error.what()).find("column 1 of row 2"), std::string::npos) << error.what();
  EXPECT_NE(std::string(error.what()).find("features.numeric.impute"), std::string::npos) << error.what();
}

TEST(Logistic, LearnsClassesAlone) {
  EXPECT_FALSE(logistic().offers(Task::regression));
  EXPECT_TRUE(logistic().offers(Task::binary));
  EXPECT_TRUE(logistic().offers(Task::multiclass));
  EXPECT_EQ(error_of([] { fit(logistic(), normal_rows(10, 2), {}); }).code(), ExitCode::bad_config);
}

TEST(Logistic, AnswersTheParametersOfScikitLearn) {
  std::vector<std::string> problems;
  const auto note = [&](const std::string& name, const std::string& message) { problems.push_back(name + " " + message); };
  EXPECT_EQ(logistic().canonical({{"C", 2}, {"max_iter", 5}}, note), Params({{"C", 2.0}, {"max_iter", 5}}));
  EXPECT_TRUE(problems.empty());
  for (const char* name : {"penalty", "solver", "class_weight", "multi_class", "dual", "random_state", "n_jobs", "warm_start",
                           "intercept_scaling", "verbose", "reg_lambda"}) {
    problems.clear();
    (void)logistic().canonical({{name, 1}}, note);
    ASSERT_EQ(problems.size(), 1U) << name;
    EXPECT_NE(problems[0].find("cannot be set here: it "), std::string::npos) << problems[0];
  }
}

TEST(Logistic, RecordsItsIterations) {
  const Params used = fit(logistic(), binary(), {{"C", 3.0}})->effective_params();
  EXPECT_EQ(used.at("C"), 3.0);
  EXPECT_GE(used.at("n_iter"), 1);
  EXPECT_LT(used.at("n_iter"), 20);
}

TEST(Logistic, StopsWhenAskedTo) {
  FitSettings settings = on_cpu();
  int asked = 0;
  settings.stop = [&] { return ++asked > 3; };
  EXPECT_EQ(error_of([&] { fit(logistic(), binary(), {}, settings); }).code(), ExitCode::interrupted);
}

}  // namespace
}  // namespace trainyard::models
