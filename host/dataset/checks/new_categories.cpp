// new_categories: how many different values there may be that the reference does not have.
#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/checks/reference.hpp"

namespace trainyard::dataset::checks {
namespace {

class NewCategories : public Check {
 public:
  NewCategories(std::size_t column, std::set<std::string> known, std::uint64_t most)
      : column_(column), known_(std::move(known)), most_(most) {}

  void add(const Batch& batch, const Texts& texts) override {
    const std::deque<std::string>& now = texts(column_);
    for (std::size_t code = is_new_.size(); code < now.size(); ++code) is_new_.push_back(!known_.contains(now[code]));
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      const auto code = static_cast<std::size_t>(value);
      ++present_;
      if (!is_new_[code]) return;
      new_.insert(code);
      violations_.add(batch.ids[row], [&] { return now[code]; });
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    Verdict verdict = violations_.verdict(present_, std::to_string(new_.size()) + " new", "at most " + std::to_string(most_) + " new");
    verdict.passed = new_.size() <= most_;
    return verdict;
  }

 private:
  std::size_t column_;
  std::set<std::string> known_;
  std::uint64_t most_, present_ = 0;
  std::vector<bool> is_new_;  // by code
  std::set<std::size_t> new_;
  Violations violations_;
};

std::unique_ptr<Check> make_new_categories(const CheckItem& item) {
  return compare_categories(item, "new_categories", [](std::size_t column, const std::set<std::string>& known, std::uint64_t most) {
    return std::make_unique<NewCategories>(column, known, most);
  });
}

}  // namespace

CheckKind new_categories() { return {"new_categories", {"new_categories"}, make_new_categories}; }

}  // namespace trainyard::dataset::checks
