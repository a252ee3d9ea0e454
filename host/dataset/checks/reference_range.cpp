// range: how far beyond the reference's least and greatest value numbers and times may lie, as a fraction of the distance between these.
#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/checks/reference.hpp"

namespace trainyard::dataset::checks {
namespace {

class ReferenceRange : public Check {
 public:
  ReferenceRange(std::size_t column, ColumnType type, double min, double max) : column_(column), type_(type), min_(min), max_(max) {}

  void add(const Batch& batch, const Texts& /*texts*/) override {
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      ++present_;
      if (value < min_ || value > max_) violations_.add(batch.ids[row], [&] { return number_text(type_, value); });
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    return violations_.verdict(present_, count_text(violations_.rows(), "row") + " outside",
                               number_text(type_, min_) + " to " + number_text(type_, max_));
  }

 private:
  std::size_t column_;
  ColumnType type_;
  double min_, max_;
  std::uint64_t present_ = 0;
  Violations violations_;
};

std::unique_ptr<Check> make_reference_range(const CheckItem& item) {
  const ColumnProfile* was = reference_column(item, "range", is_ordered, "numbers and times");
  if (was == nullptr) return nullptr;
  if (!is_ordered(item.field().type) || is_time(item.field().type) != is_time(was->type)) return type_changed(item.field().type, was->type);
  if (!was->numbers)
    return fixed_verdict({.passed = true, .observed = "the reference tells no range", .expected = "a range to compare with"});
  const double slack = item.keys.at("range").get<double>() * (was->numbers->max - was->numbers->min);
  return std::make_unique<ReferenceRange>(*item.column, item.field().type, was->numbers->min - slack, was->numbers->max + slack);
}

}  // namespace

CheckKind reference_range() { return {"reference_range", {"range"}, make_reference_range}; }

}  // namespace trainyard::dataset::checks
