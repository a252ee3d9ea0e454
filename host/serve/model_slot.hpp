// The model that answers at present: loaded at the start or by the first request, exchanged while requests are answered.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "host/serve/served_model.hpp"

namespace trainyard::serve {

class ModelSlot {
 public:
  using Model = std::shared_ptr<const ServedModel>;
  using Load = std::function<Model()>;

  /// `load` is called by the first get(); a model put before makes that needless.
  explicit ModelSlot(Load load) : load_(std::move(load)) {}

  /// The model, loaded if it is not there yet; others wait meanwhile. Throws what `load` throws, and for a second again without trying.
  Model get();
  /// nullptr where none is loaded.
  [[nodiscard]] Model loaded() const;
  /// Requests that began with the former one end with it.
  void put(Model model);

  /// What keeps the registry's newest choice from being served; "" where nothing does.
  [[nodiscard]] std::string problem() const;
  void set_problem(std::string problem);

 private:
  Load load_;
  std::mutex loading_;
  std::exception_ptr failure_;
  std::chrono::steady_clock::time_point failed_at_;
  mutable std::mutex mutex_;
  Model model_;
  std::string problem_;
};

}  // namespace trainyard::serve
