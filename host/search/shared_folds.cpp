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
  Enter enter;
  std::vector<Fold> folds;
  std::size_t helpers = 0;
  bool withdrawn = false;

  /// The first fold from `k` on that nobody is at, or how many there are.
  [[nodiscard]] std::size_t waiting_from(std::size_t k) const {
    const auto first = folds.begin() + static_cast<std::ptrdiff_t>(k);
    return static_cast<std::size_t>(std::ranges::find(first, folds.end(), Fold::waiting, &Fold::state) - folds.begin());
  }
};

SharedFolds::Offer::Offer(SharedFolds& shared, std::size_t first, std::size_t folds, FitFold fit, Enter enter)
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
  while (fold.state != Offered::Fold::fitted) {
    const std::size_t next = offered_->waiting_from(k);
    if (next < offered_->folds.size()) {
      shared_.fit(*offered_, next, exec, {}, lock);
    } else {
      shared_.changed_.wait(lock);
    }
  }
  if (fold.failure) std::rethrow_exception(fold.failure);
  return std::move(fold.result);
}

bool SharedFolds::help(const Exec& exec) {
  std::unique_lock lock(mutex_);
  for (const auto& offered : offers_) {
    const std::size_t next = offered->waiting_from(0);
    if (next == offered->folds.size()) continue;
    const std::shared_ptr<Offered> offer = offered;
    ++offer->helpers;
    fit(
        *offer, next, exec, offer->enter ? offer->enter : [] { return nullptr; }, lock);
    --offer->helpers;
    changed_.notify_all();
    return true;
  }
  return false;
}

void SharedFolds::fit(Offered& offered, std::size_t k, const Exec& exec, const Enter& enter, std::unique_lock<std::mutex>& lock) {
  Offered::Fold& fold = offered.folds[k];
  fold.state = Offered::Fold::under_way;
  lock.unlock();
  std::function<bool()> unwanted;
  if (enter) {
    unwanted = [&] {
      const std::scoped_lock asking(mutex_);
      return offered.withdrawn;
    };
  }
  ScoredFold result;
  std::exception_ptr failure;
  try {
    const auto inside = enter ? enter() : nullptr;
    result = offered.fit(exec, k, unwanted);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  fold.result = std::move(result);
  fold.failure = failure;
  fold.state = Offered::Fold::fitted;
}

}  // namespace trainyard::search
