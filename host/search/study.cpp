#include "host/search/study.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/search/rank.hpp"
#include "host/search/time_spent.hpp"
#include "host/search/trial_store.hpp"

namespace trainyard::search {
namespace {

constexpr std::chrono::milliseconds poll{50};

const Trial* better(const Trial* best, const Trial& trial, bool greater) {
  if (!is_ranked(trial)) return best;
  return best == nullptr || ranks_before(trial, *best, greater) ? &trial : best;
}

Past past_of(const Trial& trial) {
  return {.number = trial.number,
          .params = trial.params,
          .value = trial.value,
          .state = trial.state,
          .seen = trial.seen(),
          .violation = trial.violation()};
}

Trial failed_trial(std::uint64_t number, const models::Params& params, const std::string& reason) {
  return {.number = number,
          .state = "failed",
          .params = params,
          .value = std::nan(""),
          .folds = nlohmann::ordered_json::array(),
          .reason = reason};
}

}  // namespace

class Study::Impl {
 public:
  Impl(StudySettings settings, Grounds grounds)
      : settings_(std::move(settings)),
        grounds_(std::move(grounds)),
        sampler_(sampler(settings_.sampler)),
        pruner_(pruner(settings_.pruner)),
        greater_(evaluate::greater_is_better(settings_.metric)),
        store_(settings_.folder),
        begun_(now_ms()),
        shared_([this] {
          const std::scoped_lock lock(mutex_);
          tell();
        }) {
    known_.reserve(settings_.trials);  // so that what samplers and pruners look at stays where it is
    courses_.reserve(settings_.trials);
  }

  void work() {
    refresh();  // the time of what is finished counts before a trial begins
    Exec exec = settings_.exec;
    const int workers = side_by_side();
    exec.threads = std::max(1, exec.threads / workers);
    std::vector<std::thread> others;
    try {
      for (int i = 1; i < workers; ++i) others.emplace_back([this, exec] { work_in_thread(exec); });
    } catch (const std::system_error&) {  // no more threads to be had: those there are do all
    }
    work_in_thread(exec);
    for (auto& thread : others) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

  void open() { store_.open(); }

  bool refresh() {
    const std::scoped_lock lock(mutex_);
    for (std::uint64_t n = known_.size(); n < settings_.trials; ++n) {
      if (!look_up(n) && n >= known_.size() + refresh_ahead) break;
    }
    return finished() || out_of_time();
  }

  StudyResult result() {
    close();
    const std::scoped_lock lock(mutex_);
    StudyResult result;
    for (const auto& [number, trial] : trials_) result.trials.push_back(trial);
    for (const auto& trial : result.trials) result.best = better(result.best, trial, greater_);
    result.cut_by_timeout = trials_.size() < settings_.trials;
    if (result.best == nullptr) {
      const std::string why =
          result.trials.empty() ? "the time limit is too short for one trial" : "the first says: " + result.trials.front().reason;
      throw Error(ExitCode::bad_config, "search: no trial succeeded; " + why);
    }
    if (result.best->violation() > 0) {
      throw Error(ExitCode::bad_config, "search.constraints: no trial keeps them; trial " + std::to_string(result.best->number) +
                                            " comes nearest: " + told(settings_.constraints, result.best->folds) +
                                            ". Raise search.trials, which goes on from these, or allow more");
    }
    store_.remove_claims();
    return result;
  }

 private:
  static constexpr std::uint64_t refresh_ahead = 64;

  [[nodiscard]] bool depends_on_history() const { return sampler_.uses_history || pruner_.verdict != nullptr; }

  /// Threads that fit in this process. On a GPU they mostly wait for it.
  [[nodiscard]] int side_by_side() const {
    constexpr std::uint64_t most_on_gpu = 256;
    const std::uint64_t trials = depends_on_history() ? std::min(settings_.trials, settings_.lag) : settings_.trials;
    const std::uint64_t most = std::max<std::uint64_t>(trials, 1) * std::max<std::uint64_t>(settings_.folds_side_by_side, 1);
    if (settings_.exec.on_gpu()) return settings_.folds_side_by_side == 0 ? 1 : static_cast<int>(std::min(most, most_on_gpu));
    return static_cast<int>(std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(1, settings_.exec.threads)), 1, most));
  }

  void work_in_thread(const Exec& exec) {
    try {
      while (auto claim = next(exec)) finish(*claim, attempt(exec, *claim));
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      tell();
    }
  }

  /// No process begins a trial any more; what others are at is theirs to finish.
  void close() {
    if (is_finished()) return;
    store_.close();
    while (store_.is_busy()) {
      if (settings_.stop && settings_.stop()) throw Error(ExitCode::interrupted, "the search was stopped");
      std::this_thread::sleep_for(poll);
    }
    refresh();
  }

  Trial attempt(const Exec& exec, const Claim& claim) {
    StudySettings mine = settings_;
    mine.exec = exec;
    mine.stop = [this] { return stopped(); };
    mine.shared = side_by_side() > 1 ? &shared_ : nullptr;
    mine.enter = [&] { return std::make_shared<CrashNote>(store_.crash_note(claim.number)); };
    const std::int64_t start = now_ms();
    const models::Params proposed = propose(sampler_, question(claim.number));
    Trial trial = claim.given_up.empty() ? cross_validate(mine, grounds_, claim.number, proposed, known(claim.number))
                                         : failed_trial(claim.number, proposed, claim.given_up);
    trial.start_time = start;
    trial.end_time = now_ms();
    return trial;
  }

  Question question(std::uint64_t number) {
    const std::scoped_lock lock(mutex_);
    return {.space = settings_.space,
            .seed = settings_.seed,
            .trial = number,
            .history = std::span(known_).first(known_to(number)),
            .maximise = greater_,
            .start = settings_.start};
  }

  [[nodiscard]] std::uint64_t known_to(std::uint64_t number) const {
    return depends_on_history() ? known_trials(number, settings_.lag) : 0;
  }

  std::span<const Course> known(std::uint64_t number) {
    const std::scoped_lock lock(mutex_);
    return std::span(courses_).first(known_to(number));
  }

  void finish(const Claim& claim, const Trial& trial) {
    const bool ours = claim.lease.still_ours() && store_.publish(trial);
    const std::scoped_lock lock(mutex_);
    at_work_.erase(claim.number);
    if (ours) {
      take_in(trial);
    } else {
      look_up(claim.number);
    }
    tell();
  }

  /// Those who wait look again.
  void tell() {
    ++told_;
    changed_.notify_all();
  }

  /// The next trial to try; while others are at those that it depends on, helps them. Nothing when there is none left, no time, or no need.
  std::optional<Claim> next(const Exec& exec) {
    std::unique_lock lock(mutex_);
    while (!finished() && !failure_ && !out_of_time() && !store_.is_closed()) {
      if (settings_.stop && settings_.stop()) throw Error(ExitCode::interrupted, "the search was stopped");
      if (auto claim = claim_one()) return claim;
      if (finished()) break;
      const std::uint64_t told_before = told_;
      lock.unlock();
      const bool helped = shared_.help(exec);
      lock.lock();
      if (!helped) changed_.wait_for(lock, poll, [&] { return told_ != told_before; });
    }
    return std::nullopt;
  }

  std::optional<Claim> claim_one() {
    for (std::uint64_t n = known_.size(); n < settings_.trials; ++n) {
      if (at_work_.contains(n) || look_up(n)) continue;
      if (depends_on_history() && known_trials(n, settings_.lag) > known_.size()) break;
      if (auto claim = store_.claim(n)) {
        at_work_.insert(n);
        return claim;
      }
    }
    return std::nullopt;
  }

  /// Whether it is finished; takes it in when another process finished it.
  bool look_up(std::uint64_t number) {
    if (trials_.contains(number)) return true;
    const auto trial = store_.read(number);
    if (trial) take_in(*trial);
    return trial.has_value();
  }

  void take_in(const Trial& trial) {
    const Trial& kept = trials_.emplace(trial.number, trial).first->second;
    best_ = better(best_, kept, greater_);
    if (kept.start_time < begun_) before_.emplace_back(kept.start_time, kept.end_time);
    for (auto at = trials_.find(known_.size()); at != trials_.end(); at = trials_.find(known_.size())) {
      known_.push_back(past_of(at->second));
      courses_.push_back(at->second.course(settings_.metric));
    }
    if (settings_.on_trial) settings_.on_trial(kept, best_, trials_.size());
  }

  [[nodiscard]] bool is_finished() {
    const std::scoped_lock lock(mutex_);
    return finished();
  }

  [[nodiscard]] bool finished() const { return trials_.size() >= settings_.trials; }

  [[nodiscard]] bool out_of_time() const {
    std::vector<Interval> intervals = before_;
    intervals.emplace_back(begun_, now_ms());
    return time_is_up(settings_.timeout, std::move(intervals));
  }

  [[nodiscard]] bool stopped() {
    if (settings_.stop && settings_.stop()) return true;
    const std::scoped_lock lock(mutex_);
    return static_cast<bool>(failure_);
  }

  const StudySettings settings_;
  const Grounds grounds_;
  const Sampler& sampler_;
  const Pruner& pruner_;
  const bool greater_;
  const TrialStore store_;
  const std::int64_t begun_;
  SharedFolds shared_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t told_ = 0;                 // how often
  std::map<std::uint64_t, Trial> trials_;  // finished
  std::vector<Past> known_;                // those of them before the first that is not …
  std::vector<Course> courses_;            // … and how they went
  std::set<std::uint64_t> at_work_;        // in this process
  std::vector<Interval> before_;           // of trials that began before this process's part
  const Trial* best_ = nullptr;
  std::exception_ptr failure_;
};

Study::Study(StudySettings settings, Grounds grounds) : impl_(std::make_unique<Impl>(std::move(settings), std::move(grounds))) {}
Study::~Study() = default;
void Study::open() { impl_->open(); }
void Study::work() { impl_->work(); }
bool Study::refresh() { return impl_->refresh(); }
StudyResult Study::result() { return impl_->result(); }

StudyResult run_study(const StudySettings& settings, const Grounds& grounds) {
  Study study(settings, grounds);
  study.open();
  study.work();
  return study.result();
}

}  // namespace trainyard::search
