#include "host/models/xgboost/fitted.hpp"

#include <algorithm>
#include <iterator>

#include "host/models/rows.hpp"
#include "host/models/xgboost/data.hpp"
#include "host/models/xgboost/ubj.hpp"

namespace trainyard::models::xgboost {
namespace {

constexpr const char* kContributionsConfig = R"({"type":2,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false})";

}  // namespace

const char* const kPredictConfig =
    R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN})";

Predictions predictions(const Target& target, const Length* shape, Length dimensions, const float* values) {
  Length count = 1;
  for (Length d = 0; d < dimensions; ++d) count *= shape[d];
  const Length rows = shape[0], per_row = target.task == Task::binary ? 1 : target.width();
  if (count != rows * per_row) {
    throw Error(ExitCode::bad_data, "the model gives " + std::to_string(count) + " values for " + std::to_string(rows) + " rows, not " +
                                        std::to_string(per_row) + " per row");
  }
  Predictions out{.rows = rows, .width = target.width(), .values = {}};
  if (target.task != Task::binary) {
    out.values.assign(values, values + count);
    return out;
  }
  out.values.reserve(2 * rows);
  for (Length r = 0; r < rows; ++r) {
    out.values.push_back(1.0F - values[r]);
    out.values.push_back(values[r]);
  }
  return out;
}

namespace {

/// Throws Error(bad_data) when the bytes are of a newer XGBoost.
Version checked_version(const std::string& bytes, const Library& library) {
  const Version version = inspect_ubj(bytes);
  if (version <= library.version()) return version;
  throw Error(ExitCode::bad_data, "the model was made by XGBoost " + text(version) + ", this is " + text(library.version()) +
                                      ", which may read it wrongly: use a trainyard as new as the one that made it");
}

/// Rows that go to a GPU at a time.
std::size_t rows_at_a_time(const features::Matrix& x) {
  constexpr std::size_t values = std::size_t{1} << 26;
  return std::max<std::size_t>(1, values / std::max<std::size_t>(1, x.columns));
}

}  // namespace

FittedModel::FittedModel(std::string bytes, Params effective)
    : bytes_(std::move(bytes)),
      version_(checked_version(bytes_, Library::get())),
      effective_(std::move(effective)),
      model_(read_trees(bytes_)),
      coded_(kernels::trees::coded(model_.forest)),
      booster_(Library::get()) {}

Predictions FittedModel::predict(const Exec& exec, const features::Matrix& x) const {
  const auto values = evaluate(exec, x, model_.link);
  const Length shape[] = {x.rows, model_.forest.base.size()};
  return predictions(model_.target, shape, std::size(shape), values.data());
}

std::vector<float> FittedModel::margins(const Exec& exec, const features::Matrix& x) const {
  return evaluate(exec, x, kernels::trees::Link::identity);
}

std::vector<float> FittedModel::evaluate(const Exec& exec, const features::Matrix& x, kernels::trees::Link link) const {
  namespace trees = kernels::trees;
  check_columns(x, model_.columns);
  check_no_infinity(x);
  const std::size_t outputs = model_.forest.base.size();
  std::vector<float> out(x.rows * outputs);
  if (!exec.on_gpu()) {
    trees::margins(exec, trees::view_of(model_.forest, *coded_), {x.values.data(), x.rows, x.columns, x.rows}, {out.data(), out.size()});
    trees::apply_link(exec, link, outputs, {out.data(), out.size()});
    return out;
  }
  const auto forest = forest_on(exec);
  const std::size_t most = std::min(rows_at_a_time(x), x.rows);
  kernels::Buffer<float> rows(exec, most * x.columns), result(exec, most * outputs);
  for (std::size_t first = 0; first < x.rows; first += most) {
    const std::size_t count = std::min(most, x.rows - first);
    for (std::size_t c = 0; c < x.columns; ++c) rows.upload(x.column(c).subspan(first, count), c * most);
    const kernels::View<float> part(result.data(), count * outputs);
    trees::margins(exec, forest->view(), {rows.data(), count, x.columns, most}, part);
    trees::apply_link(exec, link, outputs, part);
    result.download(std::span(out).subspan(first * outputs, count * outputs));
  }
  return out;
}

std::shared_ptr<const kernels::trees::DeviceForest> FittedModel::forest_on(const Exec& exec) const {
  const std::scoped_lock lock(mutex_);
  if (on_gpu_ == nullptr || gpu_ != exec.ordinal) {
    on_gpu_ = std::make_shared<kernels::trees::DeviceForest>(exec, model_.forest);
    gpu_ = exec.ordinal;
  }
  return on_gpu_;
}

Handle FittedModel::booster(int threads) const {
  const Library& library = booster_.library();
  const Api& api = library.api();
  const Warnings warnings(library);
  if (booster_.get() == nullptr) {
    library.check(api.XGBoosterCreate(nullptr, 0, booster_.out()), "it made room for a model", ExitCode::bug);
    try {
      library.check(api.XGBoosterLoadModelFromBuffer(booster_.get(), bytes_.data(), bytes_.size()), "it read the model",
                    ExitCode::bad_data);
    } catch (...) {
      booster_.reset();
      throw;
    }
  }
  if (threads_ != threads) {
    library.check(api.XGBoosterSetParam(booster_.get(), "nthread", std::to_string(threads).c_str()), "its threads were set");
    threads_ = threads;
  }
  return booster_.get();
}

Contributions FittedModel::contributions(const Exec& exec, const features::Matrix& x) const {
  check_columns(x, model_.columns);
  check_no_infinity(x);
  const std::size_t outputs = model_.forest.base.size();
  Contributions out{.rows = x.rows, .outputs = outputs, .columns = x.columns, .values = {}};
  if (x.rows == 0) return out;
  const std::scoped_lock lock(mutex_);
  const Handle model = booster(exec.threads);
  const Library& library = booster_.library();
  OwnedMatrix rows(library);
  const std::string config = R"({"missing":NaN,"nthread":)" + std::to_string(exec.threads) + "}";
  library.check(library.api().XGDMatrixCreateFromColumnar(columns_interface(x, 0, x.rows).c_str(), config.c_str(), rows.out()),
                "it took the rows", ExitCode::bad_data);
  tell_categories(library, rows.get(), x);
  const Length* shape = nullptr;
  Length dimensions = 0, count = 1;
  const float* values = nullptr;
  library.check(library.api().XGBoosterPredictFromDMatrix(model, rows.get(), kContributionsConfig, &shape, &dimensions, &values),
                "it explained its predictions", ExitCode::bad_data);
  for (Length d = 0; d < dimensions; ++d) count *= shape[d];
  if (count != x.rows * outputs * (x.columns + 1)) throw Error(ExitCode::bug, "XGBoost's contributions have another shape");
  out.values.assign(values, values + count);
  return out;
}

std::vector<SplitImportance> FittedModel::split_importance() const {
  std::vector<SplitImportance> out;
  for (const char* type : {"gain", "total_gain", "weight", "cover", "total_cover"}) out.push_back({type, split_importance(type)});
  return out;
}

std::vector<double> FittedModel::split_importance(const std::string& type) const {
  Length used = 0, dimensions = 0;
  const char** names = nullptr;
  const Length* shape = nullptr;
  const float* scores = nullptr;  // as `names`, XGBoost's, until this booster is asked again
  const std::string config = R"({"importance_type":")" + type + R"("})";
  const std::scoped_lock lock(mutex_);
  booster_.library().check(
      booster_.library().api().XGBoosterFeatureScore(booster(1), config.c_str(), &used, &names, &dimensions, &shape, &scores),
      "it scored the columns", ExitCode::bug);
  std::vector<double> values(model_.columns);
  for (Length i = 0; i < used; ++i) values.at(std::stoul(names[i] + 1)) = static_cast<double>(scores[i]);  // "f12" is column 12
  return values;
}

}  // namespace trainyard::models::xgboost
