#include "host/search/shared_folds.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace trainyard::search {

struct SharedFolds::Offered {
  struct Fold {
    enum { waiting, under_way, fitted } state = waiting;
    ScoredFold result;
    std::exception_ptr failure;
  };
  FitFold fit;
  std::function<std::shared_ptr<void>()> enter;
  std::vector<Fold> folds;
  std::size_t helpers = 0;
  bool withdrawn = false;
};

SharedFolds::Offer::Offer(SharedFolds& shared, std::size_t first, std::size_t folds, FitFold fit,
                          std::function<std::shared_ptr<void>()> enter)
    : shared_(shared), offered_(std::make_shared<Offered>()) {
  offered_->fit = std::move(fit);
  offered_->enter = std::move(enter);
  offered_->folds.resize(folds);
  for (std::size_t k = 0; k < std::min(first, folds); ++k) offered_->folds[k].state = Offered::Fold::fitted;
  {
    const std::scoped_lock lock(shared_.mutex_);
    shared_.offers_.push_back(offered_);
  }
  if (shared_.on_offer_) shared_.on_offer_();
}

SharedFolds::Offer::~Offer() {
  std::unique_lock lock(shared_.mutex_);
  offered_->withdrawn = true;
  shared_.offers_.remove(offered_);
  shared_.changed_.wait(lock, [&] { return offered_->helpers == 0; });
}

ScoredFold SharedFolds::Offer::take(const Exec& exec, std::size_t k) {
  Offered::Fold& fold = offered_->folds.at(k);
  std::unique_lock lock(shared_.mutex_);
  if (fold.state == Offered::Fold::waiting) {
    fold.state = Offered::Fold::under_way;
    lock.unlock();
    return offered_->fit(exec, k, {});
  }
  shared_.changed_.wait(lock, [&] { return fold.state == Offered::Fold::fitted; });
  if (fold.failure) std::rethrow_exception(fold.failure);
  return std::move(fold.result);
}

bool SharedFolds::help(const Exec& exec) {
  using Fold = Offered::Fold;
  std::unique_lock lock(mutex_);
  for (const auto& offered : offers_) {
    const auto next = std::ranges::find(offered->folds, Fold::waiting, &Fold::state);
    if (next == offered->folds.end()) continue;
    const std::shared_ptr<Offered> offer = offered;
    next->state = Fold::under_way;
    ++offer->helpers;
    lock.unlock();
    ScoredFold result;
    std::exception_ptr failure;
    try {
      const auto inside = offer->enter ? offer->enter() : nullptr;
      result = offer->fit(exec, static_cast<std::size_t>(next - offer->folds.begin()), [&] {
        const std::scoped_lock asking(mutex_);
        return offer->withdrawn;
      });
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    next->result = std::move(result);
    next->failure = failure;
    next->state = Fold::fitted;
    --offer->helpers;
    changed_.notify_all();
    return true;
  }
  return false;
}

}  // namespace trainyard::search
