// Folds of trials under way, which threads that have no trial to try fit before their turn.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "host/models/predictions.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::search {

/// What one fold's model says of its validation rows, and how it scores.
struct ScoredFold {
  models::Predictions predicted;  ///< empty where nobody asks for it and scores follow without
  nlohmann::ordered_json entry;   ///< {"scores", "rounds", …}, as in the trial's file
};

/// Fits and scores fold `k`. Called from any thread, for several folds at once; `unwanted` says that nobody waits for it any more, and the
/// fit then ends with Error(interrupted). The result is the same in every thread.
using FitFold = std::function<ScoredFold(const Exec& exec, std::size_t k, const std::function<bool()>& unwanted)>;

/// May be used from several threads at once.
class SharedFolds {
  struct Offered;

 public:
  using Enter = std::function<std::shared_ptr<void>()>;

  /// `on_offer` is called when there is something to help with; may be empty.
  explicit SharedFolds(std::function<void()> on_offer = {}) : on_offer_(std::move(on_offer)) {}

  /// A trial's folds from `first` on, for as long as it lives; for the thread that tries the trial.
  class Offer {
   public:
    /// `enter` is called in each thread that helps, and what it gives lives while that thread is at it; may be empty.
    Offer(SharedFolds& shared, std::size_t first, std::size_t folds, FitFold fit, Enter enter);
    /// Waits for those who are at a fold, whose results are thrown away.
    ~Offer();
    Offer(const Offer&) = delete;
    Offer& operator=(const Offer&) = delete;

    /// The result of fold `k`, or what went wrong in it: fitted now, or somebody else's. While that is not there, later folds are fitted
    /// that nobody is at. Once per fold.
    ScoredFold take(const Exec& exec, std::size_t k);

   private:
    SharedFolds& shared_;
    std::shared_ptr<Offered> offered_;
  };

  /// Fits one fold of the oldest offer that has any left; false when there is none.
  bool help(const Exec& exec);

 private:
  /// Without the lock; what goes wrong is kept for who takes the fold. `enter`: of those who help; empty for the owner.
  void fit(Offered& offered, std::size_t k, const Exec& exec, const Enter& enter, std::unique_lock<std::mutex>& lock);

  const std::function<void()> on_offer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::shared_ptr<Offered>> offers_;
};

}  // namespace trainyard::search
