// unique: no value of a column, or no combination of the values of several, twice. As in SQL, rows without a part of the key are not
// compared.
#include <algorithm>

#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/duplicates.hpp"

namespace trainyard::dataset::checks {
namespace {

/// Which row came at which position, in few runs: rows mostly follow one another in their file.
class Positions {
 public:
  void add(const RowId& row) {
    const bool follows = !runs_.empty() && row.source == runs_.back().first.source &&
                         row.number == runs_.back().first.number + (count_ - runs_.back().position);
    if (!follows) runs_.push_back({count_, row});
    ++count_;
  }
  [[nodiscard]] RowId at(std::uint64_t position) const {
    const auto after = std::ranges::upper_bound(runs_, position, {}, &Run::position);
    const Run& run = *(after - 1);
    return {run.first.source, run.first.number + (position - run.position)};
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
  struct Run {
    std::uint64_t position = 0;
    RowId first;
  };
  std::vector<Run> runs_;
  std::uint64_t count_ = 0;
};

bool present(const Values& values, std::size_t row) {
  return std::visit([&](const auto& typed) { return !is_missing(typed[row]); }, values);
}

class Unique : public Check {
 public:
  Unique(const std::vector<Field>& fields, std::vector<std::size_t> key, std::uint64_t memory_bytes, std::filesystem::path scratch)
      : key_(std::move(key)), key_fields_(fields_of(fields, key_)), finder_(key_fields_, {}, memory_bytes, std::move(scratch)) {}

  void add(const Batch& batch, const Texts& /*texts*/) override {
    Batch whole = empty_batch(key_fields_);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      if (!std::ranges::all_of(key_, [&](std::size_t column) { return present(batch.columns[column], row); })) continue;
      whole.ids.push_back(batch.ids[row]);
      positions_.add(batch.ids[row]);
      for (std::size_t i = 0; i < key_.size(); ++i) append(whole.columns[i], batch.columns[key_[i]], row);
    }
    if (whole.rows() > 0) finder_.add(whole);
  }

  Verdict finish(const Profile& /*profile*/) override {
    const auto found = finder_.finish(Keep::first);
    Verdict verdict{.passed = found.duplicates == 0,
                    .evaluated = positions_.count(),
                    .observed = count_text(found.duplicates, "row") + (found.duplicates == 1 ? " repeats another" : " repeat others"),
                    .expected = "no value twice"};
    verdict.rows_failing = found.duplicates;
    if (found.first) verdict.rows = {positions_.at(found.first->first), positions_.at(found.first->second)};
    return verdict;
  }

 private:
  static std::vector<Field> fields_of(const std::vector<Field>& fields, const std::vector<std::size_t>& key) {
    std::vector<Field> chosen;
    chosen.reserve(key.size());
    for (const std::size_t column : key) chosen.push_back(fields[column]);
    return chosen;
  }
  static void append(Values& to, const Values& from, std::size_t row) {
    std::visit([&](auto& typed) { typed.push_back(std::get<std::decay_t<decltype(typed)>>(from)[row]); }, to);
  }

  std::vector<std::size_t> key_;
  std::vector<Field> key_fields_;
  DuplicateFinder finder_;
  Positions positions_;  // of the rows that the finder has seen
};

std::unique_ptr<Check> make_unique(const CheckItem& item) {
  std::vector<std::size_t> key;
  const nlohmann::ordered_json& unique = item.keys.at("unique");
  for (std::size_t i = 0; unique.is_array() && i < unique.size(); ++i) {
    key.push_back(item.find(unique[i].get<std::string>(), "unique[" + std::to_string(i) + "]"));
  }
  if (key.empty()) key.push_back(*item.column);
  return std::make_unique<Unique>(item.fields, std::move(key), item.options.memory_bytes, item.options.scratch);
}

}  // namespace

CheckKind unique() { return {"unique", {"unique"}, make_unique}; }

}  // namespace trainyard::dataset::checks
