#include "host/search/folds.hpp"

#include "host/dataset/pick.hpp"

namespace trainyard::search {
namespace {

Fold make_fold(const Exec& exec, const TrainingData& data, std::size_t k) {
  const auto [in, out] = data.split.fold_rows(k);
  const features::TableRows rows(data.table);
  auto fitted = features::Transform::fit_apply(exec, data.options, data.schema,
                                               {rows, in, data.y, static_cast<std::size_t>(data.target.classes), data.weight, data.labels});
  Fold fold{.train = std::move(fitted.x),
            .validation = fitted.transform.apply(exec, data.table, out),
            .train_y = dataset::pick<float>(data.y, fitted.rows),
            .validation_y = dataset::pick<float>(data.y, out),
            .train_weight = {},
            .validation_weight = {},
            .validation_rows = out};
  fold.train_weight = models::training_weights(fold.train_y, dataset::pick(data.weight, fitted.rows), data.class_weight, data.target);
  fold.validation_weight = models::training_weights(fold.validation_y, dataset::pick(data.weight, out), {}, data.target);
  return fold;
}

}  // namespace

Folds::Folds(const Exec& exec, const TrainingData& data) : data_(data) {
  for (std::size_t k = 0; k < data.split.folds(); ++k) folds_.push_back(make_fold(exec, data, k));
}

const PreparedFold& Folds::prepared(const Exec& exec, const models::Family& family, const models::Params& params, std::size_t k) {
  std::string key;
  for (const auto& name : family.data_params()) key += name + "=" + (params.contains(name) ? params[name].dump() : "default") + ";";
  auto& all = prepared_[key];
  if (all.empty()) all.resize(folds_.size());
  if (!all[k].train) {
    const Fold& fold = folds_[k];
    all[k].train = family.prepare(exec, {&fold.train, fold.train_y, data_.target, fold.train_weight}, params, nullptr);
    all[k].validation =
        family.prepare(exec, {&fold.validation, fold.validation_y, data_.target, fold.validation_weight}, params, all[k].train.get());
  }
  return all[k];
}

}  // namespace trainyard::search
