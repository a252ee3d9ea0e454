// Training data in XGBoost's quantised form, and the rows to validate on.
#pragma once

#include <cstddef>
#include <string>

#include "host/models/model.hpp"
#include "host/models/xgboost/library.hpp"

namespace trainyard::models::xgboost {

/// Rows per batch handed to XGBoost: batches are cut by row number alone, so quantiles do not depend on how the data was stored.
inline constexpr std::size_t kBatchRows = 65536;

/// A QuantileDMatrix. It is made on the CPU for every device, so that CPU and GPU search the same cuts. Validation rows that are not too
/// many are a plain DMatrix: a tree splits at the cuts, so it sends a row and its bins the same way.
class DataMatrix final : public Prepared {
 public:
  /// `reference`: the training data, given for validation rows. Throws Error(bad_data | unavailable | out_of_memory).
  DataMatrix(const Exec& exec, const Labelled& data, int max_bin, const DataMatrix* reference);

  [[nodiscard]] Handle handle() const noexcept { return matrix_.get(); }
  [[nodiscard]] const Library& library() const noexcept { return matrix_.library(); }
  [[nodiscard]] int max_bin() const noexcept { return max_bin_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] const Target& target() const noexcept { return target_; }

 private:
  void quantise(const Exec& exec, const Labelled& data, const DataMatrix* reference);
  void keep(const Exec& exec, const Labelled& data);

  OwnedMatrix matrix_;
  int max_bin_;
  std::size_t columns_;
  Target target_;
};

/// JSON for the columns' rows [first, first + count), which XGBoost reads where they lie.
std::string columns_interface(const features::Matrix& x, std::size_t first, std::size_t count);

/// Tells XGBoost which columns of a matrix hold numbers of categories.
void tell_categories(const Library& library, Handle matrix, const features::Matrix& x);

}  // namespace trainyard::models::xgboost
