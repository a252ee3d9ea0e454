// min_share, max_share: of the present values, the share of the rarest and of the most frequent class.
#include <algorithm>
#include <map>

#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class ClassShares : public Check {
 public:
  // More than this are no classes to learn, and fail.
  static constexpr std::size_t most_classes = 100'000;

  ClassShares(const CheckItem& item, std::optional<double> min, std::optional<double> max)
      : column_(*item.column), type_(item.field().type), min_(min), max_(max) {
    const auto text = [](const std::optional<double>& limit) {
      return limit ? std::optional(number_text(ColumnType::floating, *limit)) : std::nullopt;
    };
    expected_ = "shares of " + limits_text(text(min), text(max));
  }

  void add(const Batch& batch, const Texts& texts) override {
    for_each_present(batch.columns[column_], [&](std::size_t /*row*/, double value) {
      ++present_;
      const auto found = classes_.find(value);
      if (found != classes_.end()) {
        ++found->second.count;
      } else if (classes_.size() < most_classes) {
        const bool category = type_ == ColumnType::category;
        classes_[value] = {1, category ? "'" + texts(column_)[static_cast<std::size_t>(value)] + "'" : number_text(type_, value)};
      } else {
        too_many_ = true;
      }
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    Verdict verdict{.passed = true, .evaluated = present_, .observed = "no value", .expected = expected_};
    if (present_ == 0) return verdict;
    if (too_many_) {
      verdict.passed = false;
      verdict.observed = "more than " + std::to_string(most_classes) + " classes";
      return verdict;
    }
    const auto by_count = [](const auto& a, const auto& b) { return a.second.count < b.second.count; };
    const Class& rarest = std::ranges::min_element(classes_, by_count)->second;
    const Class& most = std::ranges::max_element(classes_, by_count)->second;
    const bool too_rare = min_ && (share(rarest) < *min_);
    const bool too_frequent = max_ && (share(most) > *max_);
    verdict.passed = !too_rare && !too_frequent;
    const Class& shown = too_frequent || !min_ ? most : rarest;
    verdict.observed = shown.text + " has " + number_text(ColumnType::floating, share(shown));
    verdict.observed_is_value = true;
    if (!verdict.passed) verdict.rows_failing = shown.count;
    return verdict;
  }

 private:
  struct Class {
    std::uint64_t count = 0;
    std::string text;
  };
  [[nodiscard]] double share(const Class& one) const { return static_cast<double>(one.count) / static_cast<double>(present_); }

  std::size_t column_;
  ColumnType type_;
  std::optional<double> min_, max_;
  std::string expected_;
  std::map<double, Class> classes_;  // in the order of codes or numbers: of equally many, the first is told
  std::uint64_t present_ = 0;
  bool too_many_ = false;
};

std::unique_ptr<Check> make_class_shares(const CheckItem& item) {
  const ColumnType type = item.field().type;
  const bool classes = type == ColumnType::category || type == ColumnType::integer || type == ColumnType::boolean;
  item.require(classes, item.has("min_share") ? "min_share" : "max_share", "classes: categories, whole numbers and booleans");
  const auto limit = [&](const char* key) { return item.has(key) ? std::optional(item.keys.at(key).get<double>()) : std::nullopt; };
  return std::make_unique<ClassShares>(item, limit("min_share"), limit("max_share"));
}

}  // namespace

CheckKind class_shares() { return {"class_shares", {"min_share", "max_share"}, make_class_shares}; }

}  // namespace trainyard::dataset::checks
