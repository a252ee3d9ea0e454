#include "host/models/xgboost/data.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <vector>

#include "host/models/rows.hpp"

namespace trainyard::models::xgboost {
namespace {

/// Validation rows of no more values than this are kept as they are, in 8 bytes each: XGBoost reads them in less time than bins, which it
/// turns back into values after every round.
constexpr std::size_t kMostPlain = std::size_t{1} << 25;

/// __array_interface__ of consecutive floats.
std::string array_interface(const float* values, std::size_t count) {
  return R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) + R"(,true],"shape":[)" + std::to_string(count) +
         R"(],"typestr":"<f4","version":3})";
}

/// Targets, weights and the types of the columns, of the rows [first, first + count) that `matrix` has been given.
void tell(const Library& library, Handle matrix, const Labelled& data, std::size_t first, std::size_t count) {
  const Api& api = library.api();
  tell_categories(library, matrix, *data.x);
  const std::string labels = array_interface(data.y.data() + first, count);
  library.check(api.XGDMatrixSetInfoFromInterface(matrix, "label", labels.c_str()), "it took the targets");
  if (data.weight.empty()) return;
  const std::string weights = array_interface(data.weight.data() + first, count);
  library.check(api.XGDMatrixSetInfoFromInterface(matrix, "weight", weights.c_str()), "it took the weights");
}

/// What XGBoost's callbacks see. No exception may pass through C, so the first is kept.
struct Batches {
  const Library& library;
  const Labelled& data;
  Handle proxy;
  std::size_t at = 0;
  std::exception_ptr failure = nullptr;

  int next() {
    const std::size_t count = std::min(kBatchRows, data.x->rows - at);
    if (count == 0) return 0;
    const Api& api = library.api();
    library.check(api.XGProxyDMatrixSetDataColumnar(proxy, columns_interface(*data.x, at, count).c_str()), "it took the rows");
    tell(library, proxy, data, at, count);
    at += count;
    return 1;
  }
};

void reset_batches(Handle iterator) { static_cast<Batches*>(iterator)->at = 0; }

int next_batch(Handle iterator) {
  auto& batches = *static_cast<Batches*>(iterator);
  try {
    return batches.next();
  } catch (...) {
    if (!batches.failure) batches.failure = std::current_exception();
    return 0;
  }
}

std::size_t checked_columns(const Labelled& data) {
  check_labelled(data);
  if (data.x->columns == 0) throw Error(ExitCode::bad_data, "there are no feature columns to train on");
  check_no_infinity(*data.x);
  return data.x->columns;
}

}  // namespace

std::string columns_interface(const features::Matrix& x, std::size_t first, std::size_t count) {
  std::string out = "[";
  for (std::size_t c = 0; c < x.columns; ++c) {
    if (c > 0) out += ',';
    out += array_interface(x.column(c).data() + first, count);
  }
  return out + "]";
}

void tell_categories(const Library& library, Handle matrix, const features::Matrix& x) {
  if (x.is_category.empty()) return;
  std::vector<const char*> types;
  for (const std::uint8_t category : x.is_category) types.push_back(category != 0 ? "c" : "q");
  library.check(library.api().XGDMatrixSetStrFeatureInfo(matrix, "feature_type", types.data(), types.size()),
                "it took the types of the features");
}

DataMatrix::DataMatrix(const Exec& exec, const Labelled& data, int max_bin, const DataMatrix* reference)
    : matrix_(Library::get()), max_bin_(max_bin), columns_(checked_columns(data)), target_(data.target) {
  if (reference && reference->columns() != columns_) {
    throw Error(ExitCode::bad_data, "the validation rows have " + std::to_string(columns_) + " feature columns, the training rows " +
                                        std::to_string(reference->columns()));
  }
  const Warnings warnings(library());
  if (reference && data.x->rows * columns_ <= kMostPlain) {
    keep(exec, data);
  } else {
    quantise(exec, data, reference);
  }
}

void DataMatrix::quantise(const Exec& exec, const Labelled& data, const DataMatrix* reference) {
  OwnedMatrix proxy(library());
  library().check(library().api().XGProxyDMatrixCreate(proxy.out()), "it made room for the data", ExitCode::bug);
  Batches batches{library(), data, proxy.get()};
  const std::string config =
      R"({"missing":NaN,"nthread":)" + std::to_string(exec.threads) + R"(,"max_bin":)" + std::to_string(max_bin_) + "}";
  const int rc = library().api().XGQuantileDMatrixCreateFromCallback(&batches, proxy.get(), reference ? reference->handle() : nullptr,
                                                                     &reset_batches, &next_batch, config.c_str(), matrix_.out());
  if (batches.failure) std::rethrow_exception(batches.failure);
  library().check(rc, "it quantised the data", ExitCode::bad_data);
}

void DataMatrix::keep(const Exec& exec, const Labelled& data) {
  const std::string config = R"({"missing":NaN,"nthread":)" + std::to_string(exec.threads) + "}";
  library().check(
      library().api().XGDMatrixCreateFromColumnar(columns_interface(*data.x, 0, data.x->rows).c_str(), config.c_str(), matrix_.out()),
      "it took the rows", ExitCode::bad_data);
  tell(library(), matrix_.get(), data, 0, data.x->rows);
}

}  // namespace trainyard::models::xgboost
