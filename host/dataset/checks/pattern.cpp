// pattern: a regular expression that all of every text matches.
#include "host/dataset/pattern.hpp"

#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class Matches : public Check {
 public:
  Matches(std::size_t column, const std::string& pattern) : column_(column), expected_(pattern), pattern_(pattern) {}

  void add(const Batch& batch, const Texts& texts) override {
    if (const auto* rows = std::get_if<std::vector<std::string>>(&batch.columns[column_])) return add_texts(batch, *rows);
    const std::deque<std::string>& known = texts(column_);
    for (std::size_t code = fits_.size(); code < known.size(); ++code) fits_.push_back(pattern_.match(known[code]));
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      const auto code = static_cast<std::size_t>(value);
      ++present_;
      if (!fits_[code]) violations_.add(batch.ids[row], [&] { return known[code]; });
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    const std::string observed = count_text(violations_.rows(), "row") + (violations_.rows() == 1 ? " does not match" : " do not match");
    return violations_.verdict(present_, observed, expected_);
  }

 private:
  void add_texts(const Batch& batch, const std::vector<std::string>& texts) {
    for (std::size_t row = 0; row < texts.size(); ++row) {
      if (is_missing(texts[row])) continue;
      ++present_;
      if (!pattern_.match(texts[row])) violations_.add(batch.ids[row], [&] { return texts[row]; });
    }
  }

  std::size_t column_;
  std::string expected_;
  Pattern pattern_;
  std::vector<bool> fits_;  // by code
  std::uint64_t present_ = 0;
  Violations violations_;
};

std::unique_ptr<Check> make_pattern(const CheckItem& item) {
  const ColumnType type = item.field().type;
  item.require(type == ColumnType::category || type == ColumnType::text, "pattern", "categories and texts");
  return std::make_unique<Matches>(*item.column, item.keys.at("pattern").get<std::string>());
}

}  // namespace

CheckKind pattern() { return {"pattern", {"pattern"}, make_pattern}; }

}  // namespace trainyard::dataset::checks
