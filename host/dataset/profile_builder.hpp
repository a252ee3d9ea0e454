// Rows to a profile, in one pass over batches and, for columns of many different numbers, mostly one more over what was stored.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/code_tally.hpp"
#include "host/dataset/number_tally.hpp"
#include "host/dataset/profile.hpp"
#include "host/dataset/text_tally.hpp"

namespace trainyard::dataset {

/// Nothing in a profile depends on how rows were cut into batches or shared out among builders that were merged.
///
/// Exact: counts; distinct values of categories and booleans, of numbers up to 10,000 and of texts up to 10,000 or 1 MiB (HyperLogLog
/// beyond: estimated, standard error 0.8 %); min, max, quantiles, histogram, top values. Mean and std are so but for the last rounding.
/// Top values of numbers and texts are known while the number of distinct ones is exact. A personal column's values show nowhere: it has
/// counts alone, no `numbers` and no `top`.
class ProfileBuilder {
 public:
  using Texts = std::function<const std::deque<std::string>&(std::size_t field)>;
  using Again = std::function<void(std::size_t field, const std::function<void(const Values&)>& sink)>;

  /// `memory_bytes` bounds what finish() keeps of values. While rows come, a column of numbers takes at most 2 MiB, one of texts about
  /// 3 MiB, and one of categories 8 bytes for each.
  ProfileBuilder(const std::vector<Field>& fields, std::uint64_t memory_bytes);

  /// The next good rows, a column per field. Not from two threads at once.
  void add(const Batch& batch);
  /// As if the rows of `other` had been added; it has the same fields, and its codes mean the same categories.
  void merge(const ProfileBuilder& other);

  /// `texts(field)`: a category field's texts by code. `again(field, sink)` hands every value of a stored column once more, in row order,
  /// in pieces of any size; it is called for columns of numbers and times that hold more than 10,000 different ones.
  [[nodiscard]] Profile finish(const Texts& texts, const Again& again) const;
  /// One column of it; several at once may be finished by several threads.
  [[nodiscard]] ColumnProfile finish_column(std::size_t field, const Texts& texts, const Again& again) const;

 private:
  struct Column {
    std::uint64_t missing = 0;
    std::variant<NumberTally, CodeTally, TextTally> tally;
  };
  static void add(Column& column, const Values& values);
  void finish_numbers(ColumnProfile& profile, const NumberTally& tally, const ValuePass& pass) const;
  static void finish_booleans(ColumnProfile& profile, const CodeTally& tally);

  std::vector<Field> fields_;
  std::uint64_t most_kept_;  // values per column in finish()
  std::uint64_t rows_ = 0;
  std::vector<Column> columns_;
};

}  // namespace trainyard::dataset
