// Cross-fitting: a training row must not see its own target in its features, or models learn to trust them too much. So in the training
// rows an encoding that learns from the target is, in each row, the one learned from the rows of the other inner folds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/features/steps.hpp"
#include "host/features/training_columns.hpp"
#include "kernels/base/buffer.hpp"

namespace trainyard::features {

/// The inner fold of a row, from 0 below `folds`, by who the row is, whatever shard or order it came in, with arithmetic modulo 2^64:
///     fold = mix(mix(source) + number) mod folds
///     mix(x): x += 0x9E3779B97F4A7C15;  x = (x xor x >> 30) * 0xBF58476D1CE4E5B9;  x = (x xor x >> 27) * 0x94D049BB133111EB;
///             x xor x >> 31
/// which is the generator SplitMix64 (Steele, Lea and Flood, 2014).
std::int32_t inner_fold(const dataset::RowId& row, std::int64_t folds);

/// What steps that learn from the target say of training rows. A category that only rows of one inner fold have is in these as one without
/// a row.
class CrossFit {
 public:
  /// `columns` are those of the training rows that the steps were fitted on.
  CrossFit(const Exec& exec, const Transform::Steps& steps, const Training& training, const TrainingColumns& columns);

  /// Overwrites the features of these steps for the training rows of a block, which are the matrix's rows first + at[0], first + at[1], …
  /// or, where `at` is empty, first, first + 1, … `places` are those of Steps::places().
  void overwrite(InputColumns& block, const std::vector<std::vector<std::ptrdiff_t>>& places, std::size_t first,
                 std::span<const std::uint32_t> at, Matrix& matrix) const;
  /// The columns that overwrite() reads of a block.
  [[nodiscard]] std::vector<std::string> columns() const;

 private:
  struct Learned {
    std::size_t index = 0;  ///< among the steps
    CategoryStep step;
    bool derived = false;
    std::vector<std::vector<double>> values;     ///< per inner fold, learned without it
    std::vector<kernels::Buffer<float>> tables;  ///< per feature; empty where the dictionary is of the block
    std::size_t size = 0;                        ///< of a fold's part of a table
  };
  std::vector<kernels::Buffer<float>> tables(const Learned& learned, const CategoryStep::Lookup& lookup) const;

  Exec exec_;
  std::vector<Learned> learned_;
};

}  // namespace trainyard::features
