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
  return compare_categories(item, "vanished_categories", [](std::size_t column, const std::set<std::string>& known, std::uint64_t most) {
    return std::make_unique<VanishedCategories>(column, known, most);
  });
}

}  // namespace

CheckKind vanished_categories() { return {"vanished_categories", {"vanished_categories"}, make_vanished_categories}; }

}  // namespace trainyard::dataset::checks
