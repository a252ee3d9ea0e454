#include "host/features/cross_fit.hpp"

#include <algorithm>
#include <optional>

#include "host/features/target_values.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::features {
namespace {

using kernels::Buffer;

std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27) * 0x94D049BB133111EBU;
  return x ^ x >> 31;
}

std::vector<std::int32_t> inner_folds(const InputColumns& block, std::int64_t folds) {
  std::vector<std::int32_t> found(block.rows());
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = inner_fold(block.id(i), folds);
  return found;
}

}  // namespace

std::int32_t inner_fold(const dataset::RowId& row, std::int64_t folds) {
  return static_cast<std::int32_t>(mix(mix(row.source) + row.number) % static_cast<std::uint64_t>(folds));
}

CrossFit::CrossFit(const Exec& exec, const Transform::Steps& steps, const Training& training, const TrainingColumns& columns)
    : exec_(exec) {
  std::optional<TrainingTarget> target;
  for (std::size_t i = 0; i < steps.columns.size(); ++i) {
    const auto* category = std::get_if<CategoryStep>(&steps.columns[i]);
    if (category == nullptr || category->encoder().target_values == nullptr) continue;
    if (!target) target.emplace(exec, training);
    Learned learned{.index = i, .step = *category, .derived = columns.derived(category->name)};
    const std::int64_t folds = category->options.cv;
    const auto groups = [folds](const InputColumns& block) { return inner_folds(block, folds); };
    const CategoryTarget taught(exec, learned.step, columns, *target, groups, static_cast<std::size_t>(folds));
    for (std::size_t fold = 0; fold < static_cast<std::size_t>(folds); ++fold) learned.values.push_back(taught.values_without(fold));
    if (!learned.derived) {
      const auto lookup = learned.step.look_up(columns.dictionary(learned.step.name));
      learned.size = lookup.positions.size();
      learned.tables = tables(learned, lookup);
    }
    learned_.push_back(std::move(learned));
  }
}

// A table per feature: those of all folds.
std::vector<Buffer<float>> CrossFit::tables(const Learned& learned, const CategoryStep::Lookup& lookup) const {
  const std::size_t size = lookup.positions.size();
  std::vector<std::vector<float>> made(learned.step.features().size());
  for (const auto& values : learned.values) {
    const std::vector<float> all = learned.step.tables(lookup, values);
    for (std::size_t k = 0; k < made.size(); ++k) {
      const std::span own = std::span(all).subspan(k * size, size);
      made[k].insert(made[k].end(), own.begin(), own.end());
    }
  }
  std::vector<Buffer<float>> there;
  there.reserve(made.size());
  for (const auto& table : made) there.emplace_back(exec_, table);
  return there;
}

void CrossFit::overwrite(InputColumns& block, const std::vector<std::vector<std::ptrdiff_t>>& places, std::size_t first,
                         std::span<const std::uint32_t> at, Matrix& matrix) const {
  Buffer<float> feature(exec_, block.rows());
  for (const Learned& learned : learned_) {
    const auto& own_places = places[learned.index];
    if (std::ranges::all_of(own_places, [](std::ptrdiff_t place) { return place < 0; })) continue;
    const Buffer<std::int32_t> groups(exec_, inner_folds(block, learned.step.options.cv));
    const auto codes = block.codes(learned.step.name);
    std::vector<Buffer<float>> of_block;
    std::size_t size = learned.size;
    if (learned.derived) {
      const auto lookup = learned.step.look_up(block.dictionary(learned.step.name));
      size = lookup.positions.size();
      of_block = tables(learned, lookup);
    }
    const auto& there = learned.derived ? of_block : learned.tables;
    for (std::size_t k = 0; k < there.size(); ++k) {
      if (own_places[k] < 0) continue;
      kernels::encode::look_up_by_group(exec_, codes.view(), groups.view(), there[k].view(), size, feature.view());
      float* column = matrix.values.data() + static_cast<std::size_t>(own_places[k]) * matrix.rows + first;
      if (at.empty()) {
        feature.download(std::span(column, block.rows()));
        continue;
      }
      const auto values = feature.download();
      for (std::size_t i = 0; i < values.size(); ++i) column[at[i]] = values[i];
    }
  }
}

std::vector<std::string> CrossFit::columns() const {
  std::vector<std::string> names;
  for (const Learned& learned : learned_) names.push_back(learned.step.name);
  return names;
}

}  // namespace trainyard::features
