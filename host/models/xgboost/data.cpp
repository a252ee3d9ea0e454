#include "host/models/xgboost/data.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <vector>

#include "host/models/rows.hpp"

namespace trainyard::models::xgboost {
namespace {

/// __array_interface__ of consecutive floats.
std::string array_interface(const float* values, std::size_t count) {
  return R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) + R"(,true],"shape":[)" + std::to_string(count) +
         R"(],"typestr":"<f4","version":3})";
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
    tell_categories();
    const std::string labels = array_interface(data.y.data() + at, count);
    library.check(api.XGDMatrixSetInfoFromInterface(proxy, "label", labels.c_str()), "it took the targets");
    if (!data.weight.empty()) {
      const std::string weights = array_interface(data.weight.data() + at, count);
      library.check(api.XGDMatrixSetInfoFromInterface(proxy, "weight", weights.c_str()), "it took the weights");
    }
    at += count;
    return 1;
  }

  void tell_categories() const {
    if (data.x->is_category.empty()) return;
    std::vector<const char*> types;
    for (const std::uint8_t category : data.x->is_category) types.push_back(category != 0 ? "c" : "q");
    library.check(library.api().XGDMatrixSetStrFeatureInfo(proxy, "feature_type", types.data(), types.size()),
                  "it took the types of the features");
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

QuantileMatrix::QuantileMatrix(const Exec& exec, const Labelled& data, int max_bin, const QuantileMatrix* reference)
    : matrix_(Library::get()), max_bin_(max_bin), columns_(checked_columns(data)), target_(data.target) {
  if (reference && reference->columns() != columns_) {
    throw Error(ExitCode::bad_data, "the validation rows have " + std::to_string(columns_) + " feature columns, the training rows " +
                                        std::to_string(reference->columns()));
  }
  const Library& library = matrix_.library();
  const Warnings warnings(library);
  OwnedMatrix proxy(library);
  library.check(library.api().XGProxyDMatrixCreate(proxy.out()), "it made room for the data", ExitCode::bug);
  Batches batches{library, data, proxy.get()};
  const std::string config =
      R"({"missing":NaN,"nthread":)" + std::to_string(exec.threads) + R"(,"max_bin":)" + std::to_string(max_bin) + "}";
  const int rc = library.api().XGQuantileDMatrixCreateFromCallback(&batches, proxy.get(), reference ? reference->handle() : nullptr,
                                                                   &reset_batches, &next_batch, config.c_str(), matrix_.out());
  if (batches.failure) std::rethrow_exception(batches.failure);
  library.check(rc, "it quantised the data", ExitCode::bad_data);
}

}  // namespace trainyard::models::xgboost
