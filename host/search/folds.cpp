#include "host/search/folds.hpp"

#include <algorithm>

#include "host/dataset/pick.hpp"
#include "host/error/error.hpp"

namespace trainyard::search {
namespace {

constexpr std::uint64_t most_forms = 4;  // the rows of every fold each

Fold make_fold(const Exec& exec, const TrainingData& data, std::size_t k) {
  const auto& [in, out] = data.folds[k];
  const features::TableRows rows(data.table);
  auto fitted = features::Transform::fit_apply(exec, data.options, data.schema,
                                               {rows, in, data.y, static_cast<std::size_t>(data.target.classes), data.weight, data.labels});
  Fold fold{.train = std::move(fitted.x),
            .validation = fitted.transform.apply(exec, data.table, out),
            .train_y = dataset::pick<float>(data.y, fitted.rows),
            .validation_y = dataset::pick<float>(data.y, out),
            .train_weight = {},
            .validation_weight = {},
            .actual = dataset::pick(data.y, out),
            .actual_weight = dataset::pick(data.weight, out),
            .train_rows = {},
            .validation_rows = out};
  fold.train_weight = models::training_weights(fold.train_y, dataset::pick(data.weight, fitted.rows), data.class_weight, data.target);
  fold.validation_weight = models::training_weights(fold.validation_y, dataset::pick(data.weight, out), {}, data.target);
  fold.train_rows = std::move(fitted.rows);
  return fold;
}

}  // namespace

Folds::Folds(const Exec& exec, const TrainingData& data) : exec_(exec), data_(data) {
  folds_.reserve(data.folds.size());
  for (std::size_t k = 0; k < data.folds.size(); ++k) {
    const Fold& fold = folds_.emplace_back(make_fold(exec, data, k));
    bytes_ += sizeof(float) * (fold.train.values.size() + fold.validation.values.size());
  }
  const std::uint64_t left = data.memory - std::min(data.memory, bytes_);
  forms_kept_ = static_cast<std::size_t>(std::clamp<std::uint64_t>(left / std::max<std::uint64_t>(bytes_, 1), 1, most_forms));
}

/// A fold may lack what the whole table has: rows that weigh anything, or a class.
std::shared_ptr<const PreparedFold> Folds::prepare(const models::Family& family, const models::Params& params, std::size_t k) const {
  const Fold& fold = folds_[k];
  auto made = std::make_shared<PreparedFold>();
  try {
    made->train = family.prepare(exec_, {&fold.train, fold.train_y, data_.target, fold.train_weight}, params, nullptr);
    made->validation =
        family.prepare(exec_, {&fold.validation, fold.validation_y, data_.target, fold.validation_weight}, params, made->train.get());
  } catch (const Error& e) {
    throw Error(e.code(), "fold " + std::to_string(k) + ": " + e.what());
  }
  return made;
}

std::shared_ptr<Folds::Slot> Folds::slot(const models::Family& family, const models::Params& params, std::size_t k) {
  std::string key = family.name() + ";";
  for (const auto& name : family.data_params()) key += name + "=" + (params.contains(name) ? params[name].dump() : "default") + ";";
  const std::scoped_lock lock(mutex_);
  auto at = std::ranges::find(forms_, key, &Form::key);
  if (at == forms_.end()) {
    if (forms_.size() == forms_kept_) forms_.pop_front();
    Form form{.key = key, .slots = {}};
    for (std::size_t i = 0; i < folds_.size(); ++i) form.slots.push_back(std::make_shared<Slot>());
    forms_.push_back(std::move(form));
    at = forms_.end() - 1;
  }
  return at->slots[k];
}

std::shared_ptr<const PreparedFold> Folds::prepared(const models::Family& family, const models::Params& params, std::size_t k) {
  const auto wanted = slot(family, params, k);
  const std::scoped_lock lock(wanted->mutex);
  if (!wanted->fold) wanted->fold = prepare(family, params, k);
  return wanted->fold;
}

std::shared_ptr<const models::SquaredErrors> Folds::squared_errors(const models::Family& family, const models::Params& params,
                                                                   std::size_t k) {
  const auto wanted = slot(family, params, k);
  const std::scoped_lock lock(wanted->mutex);
  if (!wanted->errors) wanted->errors = family.squared_errors(exec_, folds_[k].validation, folds_[k].actual, folds_[k].actual_weight);
  return *wanted->errors;
}

}  // namespace trainyard::search
