#include "host/serve/model_slot.hpp"

namespace trainyard::serve {

ModelSlot::Model ModelSlot::get() {
  if (Model model = loaded()) return model;
  const std::scoped_lock lock(loading_);
  if (Model model = loaded()) return model;
  if (failure_ != nullptr && std::chrono::steady_clock::now() - failed_at_ < std::chrono::seconds(1)) std::rethrow_exception(failure_);
  try {
    failure_ = nullptr;
    put(load_());
  } catch (const std::exception& error) {
    failure_ = std::current_exception();
    failed_at_ = std::chrono::steady_clock::now();
    set_problem(error.what());
    throw;
  }
  return loaded();
}

ModelSlot::Model ModelSlot::loaded() const {
  const std::scoped_lock lock(mutex_);
  return model_;
}

void ModelSlot::put(Model model) {
  const std::scoped_lock lock(mutex_);
  model_.swap(model);  // the former one is destroyed by whoever uses it last
  problem_.clear();
}

std::string ModelSlot::problem() const {
  const std::scoped_lock lock(mutex_);
  return problem_;
}

void ModelSlot::set_problem(std::string problem) {
  const std::scoped_lock lock(mutex_);
  problem_ = std::move(problem);
}

}  // namespace trainyard::serve
