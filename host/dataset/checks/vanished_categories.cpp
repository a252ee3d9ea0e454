// vanished_categories: how many values of the reference may have no row.
#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/checks/reference.hpp"

namespace trainyard::dataset::checks {
namespace {

class VanishedCategories : public Check {
 public:
  VanishedCategories(std::size_t column, std::set<std::string> known, std::uint64_t most)
      : column_(column), unseen_(std::move(known)), most_(most) {}

  void add(const Batch& batch, const Texts& texts) override {
    const std::deque<std::string>& now = texts(column_);
    seen_.resize(now.size(), false);
    for_each_present(batch.columns[column_], [&](std::size_t /*row*/, double value) {
      const auto code = static_cast<std::size_t>(value);
      ++present_;
      if (!seen_[code]) unseen_.erase(now[code]);
      seen_[code] = true;
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    Verdict verdict{.passed = unseen_.size() <= most_,
                    .evaluated = present_,
                    .observed = std::to_string(unseen_.size()) + " gone",
                    .expected = "at most " + std::to_string(most_) + " gone"};
    if (!unseen_.empty()) verdict.value = *unseen_.begin();
    return verdict;
  }

 private:
  std::size_t column_;
  std::set<std::string> unseen_;  // of the reference
  std::uint64_t most_, present_ = 0;
  std::vector<bool> seen_;  // by code
};

std::unique_ptr<Check> make_vanished_categories(const CheckItem& item) {
  const ColumnProfile* was = reference_column(item, "vanished_categories", is_category, "categories");
  if (was == nullptr) return nullptr;
  if (!is_category(item.field().type)) return type_changed(item.field().type, was->type);
  const auto known = item.reference->categories.find(was->name);
  if (known == item.reference->categories.end()) return values_unknown(*was);
  return std::make_unique<VanishedCategories>(*item.column, known->second, item.keys.at("vanished_categories").get<std::uint64_t>());
}

}  // namespace

CheckKind vanished_categories() { return {"vanished_categories", {"vanished_categories"}, make_vanished_categories}; }

}  // namespace trainyard::dataset::checks
