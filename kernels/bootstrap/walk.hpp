// One walk over a sample's rows that keeps, for 32 replicates at once, all that metrics are made of. Where the metrics rank the rows, the
// walk goes in that order, which is the same for every replicate: counts come by the row's own position, so they can be drawn in any order
// and none is kept. The order of every sum is that of the walk, in tiles of 64 rows, for each replicate alone; so threads change nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace trainyard::kernels::bootstrap {

/// One number for each replicate of a batch.
using PerReplicate = std::array<double, 32>;

/// Rows in the order of the walk, and what is kept of them; what is empty is not.
struct Walk {
  std::size_t rows = 0;
  std::vector<std::uint32_t> positions;    ///< of the rows in the sample; empty: as they come
  std::vector<double> weight;              ///< empty: 1
  std::vector<std::vector<double>> terms;  ///< numbers that are summed
  std::vector<std::uint32_t> cells;        ///< of the confusion matrix, numbered without gaps
  std::size_t cell_count = 0;
  std::vector<std::uint8_t> marks;  ///< of a walk by falling score: see Mark
  std::vector<double> rising;       ///< of a walk by rising term: the terms
};

enum Mark : std::uint8_t {
  of_the_class = 1,    ///< the row is of the class whose scores these are
  first_of_score = 2,  ///< the row before has another score
};

/// What one batch of replicates comes to. Each number is weighted with the row's count times its weight.
struct Tallies {
  PerReplicate weight = {};
  std::vector<PerReplicate> terms, cells;
  // Of a walk by falling score.
  PerReplicate of_class = {}, of_others = {};  ///< their weights
  PerReplicate wins = {};                      ///< twice the weight of pairs in which the row of the class has the higher score
  PerReplicate precisions = {};                ///< weight of the rows of the class times the precision from their score on
  // Of a walk by rising term; NaN where nothing has a weight.
  PerReplicate largest = {}, median = {};
};

Tallies walk_batch(const Walk& walk, std::uint64_t seed, std::uint32_t batch);

}  // namespace trainyard::kernels::bootstrap
