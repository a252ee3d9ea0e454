#include "host/models/xgboost/train.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

#include "host/models/xgboost/metric.hpp"
#include "host/models/xgboost/params.hpp"

namespace trainyard::models::xgboost {
namespace {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// 31 bits, as XGBoost's generator uses; small seeds stay as they are, so that they give what XGBoost gives for them elsewhere.
std::string seed_text(std::uint64_t seed) { return std::to_string((seed ^ (seed >> 32)) & 0x7fffffff); }

/// XGBoost 3.2 draws gradient_based samples on the CPU in an order that depends on its threads.
int threads(const Params& complete, const Exec& exec) {
  return !exec.on_gpu() && complete.at("sampling_method") == "gradient_based" && complete.at("subsample") < 1.0 ? 1 : exec.threads;
}

class Training {
 public:
  Training(const DataMatrix& data, const DataMatrix* validation, const Params& complete, const FitSettings& settings)
      : data_(data),
        validation_(validation),
        params_(complete),
        settings_(settings),
        library_(data.library()),
        warnings_(library_),
        booster_(library_),
        patience_(validation && complete.at("early_stopping_rounds").is_number() ? complete.at("early_stopping_rounds").get<int>() : 0) {
    begin(settings.start);
    check_configuration();
  }

  std::unique_ptr<FittedModel> run() {
    const int rounds = params_.at("n_estimators").get<int>();
    for (int round = settings_.start.rounds; round < rounds; ++round) {
      if (round > settings_.start.rounds && ends_segment(round)) begin(checkpoint(round));
      if (settings_.stop && settings_.stop()) {
        throw Error(ExitCode::interrupted,
                    "training was stopped after " + std::to_string(round) + " of " + std::to_string(rounds) + " rounds");
      }
      library_.check(library_.api().XGBoosterUpdateOneIter(booster_.get(), round, data_.handle()),
                     "round " + std::to_string(round) + " was trained");
      pass_on_warnings();
      measure(round);
      const bool out_of_patience = patience_ > 0 && round - best_round_ >= patience_;
      draw_curve(round + 1, out_of_patience || round + 1 == rounds);
      if (out_of_patience || !goes_on(round + 1)) break;
    }
    return std::make_unique<FittedModel>(best_bytes(), used_params(configuration()));
  }

 private:
  /// A fresh booster for the rounds from `from` on. XGBoost keeps the state of its random generator nowhere, so a model that was cut can
  /// only go on as the whole one did when both seed anew at the cut.
  void begin(const Checkpoint& from) {
    std::vector<Handle> matrices{data_.handle()};
    if (validation_) matrices.push_back(validation_->handle());
    booster_.reset();
    library_.check(library_.api().XGBoosterCreate(matrices.data(), matrices.size(), booster_.out()), "it made a model", ExitCode::bug);
    if (from.rounds > 0) {
      library_.check(library_.api().XGBoosterLoadModelFromBuffer(booster_.get(), from.bytes.data(), from.bytes.size()),
                     "it read the checkpoint", ExitCode::bad_data);
    }
    set_params(settings_.seed + static_cast<std::uint64_t>(from.rounds));
  }

  [[nodiscard]] bool ends_segment(int round) const { return settings_.checkpoint_rounds > 0 && round % settings_.checkpoint_rounds == 0; }

  [[nodiscard]] Checkpoint checkpoint(int rounds) const {
    Checkpoint cut{.rounds = rounds, .bytes = bytes_of(booster_)};
    if (settings_.on_checkpoint) settings_.on_checkpoint(cut);
    return cut;
  }

  void set(const std::string& name, const std::string& value) {
    library_.check(library_.api().XGBoosterSetParam(booster_.get(), name.c_str(), value.c_str()), name + " was set");
  }

  void set_params(std::uint64_t seed) {
    for (const auto& [name, value] : library_params(params_)) set(name, value);
    set("device", settings_.exec.name());
    set("nthread", std::to_string(threads(params_, settings_.exec)));
    set("seed", seed_text(seed));
    if (data_.target().task == Task::multiclass) set("num_class", std::to_string(data_.target().classes));
    set("verbosity", "1");  // warnings come to us, see Warnings
    set("validate_parameters", "1");
    if (!settings_.early_stopping_metric.empty()) {
      const std::string measured = round_metric(settings_.early_stopping_metric, data_.target());
      if (measured.empty()) {
        throw Error(ExitCode::bad_config, "XGBoost cannot measure " + settings_.early_stopping_metric + " after a round");
      }
      set("eval_metric", measured);
    }
  }

  nlohmann::json configuration() {
    Length length = 0;
    const char* config = nullptr;
    library_.check(library_.api().XGBoosterSaveJsonConfig(booster_.get(), &length, &config), "the parameters were checked");
    return nlohmann::json::parse(config, config + length);
  }

  /// XGBoost trains on the CPU when there is no GPU, and ignores what it does not know; both with a warning at most.
  void check_configuration() {
    const std::string device = configuration().at("learner").at("generic_param").at("device");
    if (device != settings_.exec.name()) {
      throw Error(ExitCode::unavailable, "device " + settings_.exec.name() + " was asked for, and XGBoost (" + library_.path().string() +
                                             ") would train on " + device + ": no such GPU, or not its CUDA build; use device: cpu");
    }
    for (const std::string& warning : warnings_.take()) {
      if (warning.find("are not used") != std::string::npos) throw Error(ExitCode::bug, "XGBoost ignores what it was told: " + warning);
      if (settings_.on_warning) settings_.on_warning(warning);
    }
  }

  void pass_on_warnings() {
    for (const std::string& warning : warnings_.take()) {
      if (settings_.on_warning) settings_.on_warning(warning);
    }
  }

  void measure(int round) {
    const bool wants_train = static_cast<bool>(settings_.on_round);
    const bool wants_validation = validation_ && (patience_ > 0 || wants_train);
    if (!wants_train && !wants_validation) return;
    std::vector<Handle> matrices;
    std::vector<const char*> names;
    if (wants_train) matrices.push_back(data_.handle()), names.push_back("train");
    if (wants_validation) matrices.push_back(validation_->handle()), names.push_back("validation");
    const char* line = nullptr;
    library_.check(library_.api().XGBoosterEvalOneIter(booster_.get(), round, matrices.data(), names.data(), matrices.size(), &line),
                   "round " + std::to_string(round) + " was measured");
    const Scores scores = read_scores(line);
    const double validation = wants_validation ? scores.values.back() : kNotMeasured;
    if (patience_ > 0) remember_best(round, scores.metric, validation);
    if (settings_.on_round) settings_.on_round(round, scores.values.front(), validation);
  }

  [[nodiscard]] Predictions predicted(const DataMatrix& rows) const {
    const Length* shape = nullptr;
    Length dimensions = 0;
    const float* values = nullptr;  // XGBoost's, this thread's, until its next call
    library_.check(library_.api().XGBoosterPredictFromDMatrix(booster_.get(), rows.handle(), kPredictConfig, &shape, &dimensions, &values),
                   "rows were predicted between two rounds");
    return predictions(data_.target(), shape, dimensions, values);
  }

  void draw_curve(int rounds, bool is_last) const {
    if (!validation_ || !settings_.on_curve) return;
    if (!is_last && !std::ranges::binary_search(settings_.curve_rounds, rounds)) return;
    const Predictions train = predicted(data_);
    settings_.on_curve(rounds, train, predicted(*validation_));
  }

  [[nodiscard]] bool goes_on(int rounds) const {
    if (!validation_ || !settings_.on_rung || !std::ranges::binary_search(settings_.rungs, rounds)) return true;
    return settings_.on_rung(rounds, predicted(*validation_));
  }

  void remember_best(int round, const std::string& metric, double value) {
    if (std::isnan(value)) {
      throw Error(ExitCode::bad_data, "early stopping cannot go by " + metric + ": on the validation rows it is no number after round " +
                                          std::to_string(round) + "; choose another metric");
    }
    const bool better = !best_ || (more_is_better(metric) ? value > *best_ : value < *best_);
    if (!better) return;
    best_ = value;
    best_round_ = round;
    // A dart round weighs earlier trees anew, so its best model cannot be cut out of a later one.
    if (params_.at("booster") == "dart") best_dart_ = bytes_of(booster_);
  }

  std::string best_bytes() {
    if (patience_ == 0) return bytes_of(booster_);
    if (!best_dart_.empty()) return std::move(best_dart_);
    OwnedBooster best(library_);
    library_.check(library_.api().XGBoosterSlice(booster_.get(), 0, best_round_ + 1, 1, best.out()), "the best rounds were cut out",
                   ExitCode::bug);
    return bytes_of(best);
  }

  const DataMatrix& data_;
  const DataMatrix* validation_;
  const Params& params_;
  const FitSettings& settings_;
  const Library& library_;
  Warnings warnings_;
  OwnedBooster booster_;
  int patience_;  ///< 0: no early stopping
  int best_round_ = 0;
  std::optional<double> best_;
  std::string best_dart_;
};

/// On a GPU the first fit builds the device's form of the shared data, which XGBoost does not guard.
std::unique_lock<std::mutex> one_at_a_time(const Exec& exec) {
  static std::mutex mutex;
  return exec.on_gpu() ? std::unique_lock(mutex) : std::unique_lock<std::mutex>();
}

}  // namespace

std::unique_ptr<FittedModel> train(const DataMatrix& data, const DataMatrix* validation, const Params& complete,
                                   const FitSettings& settings) {
  const auto lock = one_at_a_time(settings.exec);
  return Training(data, validation, complete, settings).run();
}

}  // namespace trainyard::models::xgboost
