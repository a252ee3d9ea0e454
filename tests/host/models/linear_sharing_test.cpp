// Fits that share a fold's rows: what one of them finds must not depend on the others.
#include <gtest/gtest.h>
#include <thread>

#include "tests/host/models/linear_rows.hpp"

namespace trainyard::models {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

struct Sweep {
  std::string family;
  Rows rows;
  std::vector<Params> trials;
};

/// Two classes, three, and one with so many coefficients that no matrix is kept.
std::vector<Sweep> sweeps() {
  std::vector<Params> ridge, logistic;
  for (const double size : {1e-4, 0.3, 1.0, 1.7, 900.0, 1e6}) {
    ridge.push_back({{"alpha", size}});
    ridge.push_back({{"alpha", size / 1e3}, {"l1_ratio", 0.5}});
    logistic.push_back({{"C", size}});
    logistic.push_back({{"C", size}, {"l1_ratio", 0.5}});
  }
  return {{"linear", normal_rows(4096 * 2 + 100, 8), ridge},
          {"logistic", classes_of(normal_rows(4096 * 2 + 100, 8), 2), logistic},
          {"logistic", classes_of(normal_rows(4096 + 100, 3), 3), logistic},
          {"logistic", classes_of(normal_rows(150, 140), 3), {{{"C", 0.01}}, {{"C", 1.0}}}}};
}

std::string bytes_of(const Sweep& sweep, const Prepared& rows, const Params& trial, int threads = 1) {
  return family(sweep.family).fit(rows, nullptr, trial, on_cpu(threads))->to_bytes();
}

std::unique_ptr<Prepared> prepared(const Sweep& sweep, int threads = 1) {
  return family(sweep.family).prepare({.threads = threads}, sweep.rows.labelled(), Params::object(), nullptr);
}

/// Each trial alone on rows of its own.
std::vector<std::string> alone(const Sweep& sweep) {
  std::vector<std::string> out;
  for (const Params& trial : sweep.trials) out.push_back(bytes_of(sweep, *prepared(sweep), trial));
  return out;
}

TEST(LinearSharing, GivesTheSameBytesWhicheverTrialComesFirst) {
  for (const Sweep& sweep : sweeps()) {
    const auto expected = alone(sweep);
    const auto forwards = prepared(sweep), backwards = prepared(sweep);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::size_t j = expected.size() - 1 - i;
      EXPECT_EQ(bytes_of(sweep, *forwards, sweep.trials[i]), expected[i]) << sweep.family << " " << sweep.trials[i];
      EXPECT_EQ(bytes_of(sweep, *backwards, sweep.trials[j]), expected[j]) << sweep.family << " " << sweep.trials[j];
    }
  }
}

TEST(LinearSharing, GivesTheSameBytesForAnyThreadsOfAFit) {
  for (const Sweep& sweep : sweeps()) {
    const auto expected = alone(sweep);
    const auto rows = prepared(sweep, 3);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(bytes_of(sweep, *rows, sweep.trials[i], 2), expected[i]) << sweep.family << " " << sweep.trials[i];
    }
  }
}

TEST(LinearSharing, GivesTheSameBytesToTrialsSideBySide) {
  for (const Sweep& sweep : sweeps()) {
    const auto expected = alone(sweep);
    const auto rows = prepared(sweep);
    std::vector<std::vector<std::string>> found(4, std::vector<std::string>(expected.size()));
    {
      std::vector<std::jthread> threads;
      for (std::size_t t = 0; t < found.size(); ++t) {
        threads.emplace_back([&, t] {
          for (std::size_t k = 0; k < expected.size(); ++k) {
            const std::size_t i = (k + t * 3) % expected.size();
            found[t][i] = bytes_of(sweep, *rows, sweep.trials[i]);
          }
        });
      }
    }
    for (const auto& each : found) EXPECT_EQ(each, expected) << sweep.family;
  }
}

TEST(LinearSharing, GoesOnAfterATrialThatWasStoppedWhileItFoundWhereToStart) {
  const Sweep sweep = sweeps()[1];
  const auto rows = prepared(sweep);
  FitSettings settings = on_cpu();
  int asked = 0;
  settings.stop = [&] { return ++asked > 2; };
  EXPECT_EQ(error_of([&] { (void)family("logistic").fit(*rows, nullptr, {{"C", 1e6}}, settings); }).code(), ExitCode::interrupted);
  const auto expected = alone(sweep);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(bytes_of(sweep, *rows, sweep.trials[i]), expected[i]) << sweep.trials[i];
}

}  // namespace
}  // namespace trainyard::models
