// What a column of numbers is like, from counts of its values or from passes over them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/buckets.hpp"
#include "host/dataset/profile.hpp"

namespace trainyard::dataset {

/// A value and how often it occurs.
struct CountedValue {
  double value = 0;
  std::uint64_t count = 0;
};

/// Of values in ascending order, each once; at least one.
NumberProfile number_profile(const std::vector<CountedValue>& values);

/// Hands every stored value of a column to the sink, in row order, in pieces of any size.
using ValuePass = std::function<void(const std::function<void(const Values&)>& sink)>;

/// Of values that were counted in `buckets`, at least one, between `least` and `greatest`. One pass when at most `most_kept` values share
/// the buckets of the wanted quantiles, at most five otherwise.
NumberProfile number_profile(const Buckets& buckets, double least, double greatest, std::uint64_t most_kept, const ValuePass& pass);

/// Calls `work(double)` for every present value, in order, -0 as 0. Values are of any type but text.
template <class Work>
void for_each_number(const Values& values, const Work& work) {
  std::visit(
      [&](const auto& typed) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(typed)>, std::vector<std::string>>) {
          for (const auto value : typed) {
            if (!is_missing(value)) work(static_cast<double>(value) + 0.0);
          }
        }
      },
      values);
}

}  // namespace trainyard::dataset
