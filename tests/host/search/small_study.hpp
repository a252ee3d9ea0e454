// A study of a few rows: its folds, its settings, and a model family that does what the test tells it.
#pragma once

#include <atomic>
#include <cmath>
#include <csignal>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/models/families.hpp"
#include "host/search/study.hpp"
#include "host/storage/atomic_file.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::search::test {

/// 60 rows of two numbers, and three folds of them.
class SmallData {
 public:
  SmallData() : y_(rows) {
    std::vector<double> a(rows), b(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      table_.ids.push_back({0, i});
      a[i] = static_cast<double>(i % 7);
      b[i] = static_cast<double>(i * i % 11);
      y_[i] = 2 * a[i] - b[i] + static_cast<double>(i % 5);
      for (std::size_t k = 0; k < 3; ++k) (i % 3 == k ? folds_[k].validation : folds_[k].train).push_back(static_cast<std::uint32_t>(i));
    }
    add("a", a);
    add("b", b);
  }
  SmallData(const SmallData&) = delete;
  SmallData& operator=(const SmallData&) = delete;

  [[nodiscard]] TrainingData training() const {
    return {.table = table_, .schema = schema_, .folds = folds_, .options = options_, .y = y_};
  }
  [[nodiscard]] std::shared_ptr<Folds> folds(int threads = 1) const {
    return std::make_shared<Folds>(Exec{.threads = threads}, training());
  }

 private:
  static constexpr std::size_t rows = 60;

  void add(const std::string& name, const std::vector<double>& values) {
    table_.columns.push_back({name, dataset::ColumnType::floating, values, {}, nullptr, {}});
    dataset::Field field;
    field.name = name;
    schema_.fields.push_back(field);
  }

  dataset::Table table_;
  dataset::Schema schema_;
  std::vector<dataset::FoldRows> folds_ = std::vector<dataset::FoldRows>(3);
  features::FeatureOptions options_;
  std::vector<double> y_;
};

/// Predicts `value_of` its parameters, which is x, for every row, after `before_fit` was called.
class Scripted final : public models::Family {
 public:
  std::function<void(const models::Params&, const models::FitSettings&)> before_fit = [](const auto&, const auto&) {};
  std::function<float(const models::Params&)> value_of = [](const models::Params& params) {
    return static_cast<float>(params.value("x", 0.0));
  };
  mutable std::atomic<int> prepared{0}, fitted{0};

  std::string name() const override { return "scripted"; }
  std::string doc() const override { return "for tests"; }
  const std::vector<models::ParamSpec>& params() const override {
    static const std::vector<models::ParamSpec> specs{{"x", {}, 0.0, "float", -1e300, 1e300, ""}, {"bins", {}, 2, "int", 1, 100, ""}};
    return specs;
  }
  std::vector<std::string> data_params() const override { return {"bins"}; }
  std::unique_ptr<models::Prepared> prepare(const Exec&, const models::Labelled& data, const models::Params& params,
                                            const models::Prepared*) const override {
    ++prepared;
    auto made = std::make_unique<Rows>();
    const int bins = params.value("bins", 2);
    for (const float value : data.x->values) made->values.push_back(std::floor(value / static_cast<float>(bins)));
    return made;
  }
  std::unique_ptr<models::Model> fit(const models::Prepared&, const models::Prepared*, const models::Params& params,
                                     const models::FitSettings& settings) const override {
    before_fit(params, settings);
    ++fitted;
    return std::make_unique<Same>(value_of(params));
  }
  std::unique_ptr<models::Model> from_bytes(const std::string&) const override { throw Error(ExitCode::bad_data, "no model"); }

  /// What prepare() gives.
  class Rows final : public models::Prepared {
   public:
    std::vector<float> values;
  };

 private:
  class Same final : public models::Model {
   public:
    explicit Same(float value) : value_(value) {}
    models::Predictions predict(const Exec&, const features::Matrix& x) const override {
      return {.rows = x.rows, .width = 1, .values = std::vector<float>(x.rows, value_)};
    }
    models::Contributions contributions(const Exec&, const features::Matrix& x) const override {
      return {.rows = x.rows, .columns = x.columns, .values = std::vector<float>(x.rows * (x.columns + 1))};
    }
    std::string file_name() const override { return "model.json"; }
    std::string to_bytes() const override { return "{}"; }

   private:
    float value_;
  };
};

inline Grounds grounds(const models::Family& family, std::shared_ptr<Folds> folds) {
  return [&family, folds = std::move(folds)](const models::Params& proposed) { return Ground{family, folds, proposed}; };
}

inline StudySettings small_study(const std::filesystem::path& folder, std::uint64_t trials, int threads = 1) {
  return {.exec = {.threads = threads},
          .seed = 11,
          .trials = trials,
          .space = {{.name = "x", .low = -10, .high = 10}},
          .metric = "rmse",
          .metrics = {"rmse", "mae"},
          .timeout = std::nullopt,
          .folder = folder,
          .stop = {},
          .warn = {},
          .on_trial = {}};
}

/// Every trial as it is in its file, without its times, in order of number.
inline std::string study_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> trials;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    auto trial = nlohmann::ordered_json::parse(storage::read_file(entry.path()));
    trial.erase("start_time");
    trial.erase("end_time");
    trials[entry.path().filename()] = trial.dump();
  }
  std::string all;
  for (const auto& [name, trial] : trials) all += name + " " + trial + "\n";
  return all;
}

/// A sanitizer's handlers would end a process that crashes otherwise than by its signal.
inline const bool plain_signals = [] {
  for (const int fatal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) ::signal(fatal, SIG_DFL);
  return true;
}();

/// Runs `work` in a process of its own; gives the status that waitpid() does.
template <typename Work>
int status_of(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// A process that is forked at once and works when it is told to. Who forks beside threads of its own (a claim has one) may give the
/// child a lock that nobody gives back.
class WaitingProcess {
 public:
  template <typename Work>
  explicit WaitingProcess(Work work) {
    if (::pipe(ends_) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ != 0) return;
    char told = 0;
    if (::read(ends_[0], &told, 1) == 1) work();
    ::_exit(0);
  }
  WaitingProcess(const WaitingProcess&) = delete;
  WaitingProcess& operator=(const WaitingProcess&) = delete;
  ~WaitingProcess() {
    for (const int end : ends_) ::close(end);
  }

  void begin() const { EXPECT_EQ(::write(ends_[1], "", 1), 1); }
  [[nodiscard]] bool is_at_work() const { return ::waitpid(child_, nullptr, WNOHANG) == 0; }
  /// Waits for its end; gives the status that waitpid() does.
  [[nodiscard]] int status() const {
    int status = 0;
    ::waitpid(child_, &status, 0);
    return status;
  }

 private:
  int ends_[2] = {};
  pid_t child_ = 0;
};

/// A process that runs `work` was ended by this signal.
template <typename Work>
void dies_by(int signal, Work work) {
  const int status = status_of(work);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << "status " << status << " instead of signal " << signal;
}

}  // namespace trainyard::search::test
