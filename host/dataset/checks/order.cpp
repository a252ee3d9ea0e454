// order: the values rise or fall from row to row, in the table or within each value of the column `by`. A missing value, and a row without
// its group, is passed over.
#include <array>
#include <unordered_map>

#include "host/dataset/checks/kinds.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset::checks {
namespace {

constexpr std::uint64_t group_bytes = 128;  // of a map's entry, without the text

struct Direction {
  std::string word;
  bool rising, strict;
};

const std::array<Direction, 4> directions{
    {{"increasing", true, false}, {"strictly_increasing", true, true}, {"decreasing", false, false}, {"strictly_decreasing", false, true}}};

// What tells groups apart: a code or number, or a text; nullopt: missing.
std::optional<std::string> group_of(const Values& values, std::size_t row) {
  return std::visit(
      [&](const auto& typed) -> std::optional<std::string> {
        if (is_missing(typed[row])) return std::nullopt;
        if constexpr (std::is_same_v<std::decay_t<decltype(typed[row])>, std::string>) {
          return typed[row];
        } else {
          return number_text(ColumnType::floating, static_cast<double>(typed[row]));
        }
      },
      values);
}

class Order : public Check {
 public:
  Order(const CheckItem& item, const Direction& direction, std::optional<std::size_t> by)
      : column_(*item.column),
        type_(item.field().type),
        direction_(direction),
        by_(by),
        expected_(direction.word + (by ? " in each " + item.fields[*by].name : "")),
        memory_bytes_(item.options.memory_bytes) {}

  void add(const Batch& batch, const Texts& /*texts*/) override {
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      std::string group;
      if (by_) {
        auto found = group_of(batch.columns[*by_], row);
        if (!found) return;
        group = std::move(*found);
      }
      add(batch.ids[row], group, value);
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    return violations_.verdict(present_, count_text(violations_.rows(), "row") + " out of order", expected_);
  }

 private:
  void add(const RowId& row, const std::string& group, double value) {
    ++present_;
    const auto [entry, fresh] = last_.try_emplace(group, value);
    if (fresh) {
      held_bytes_ += group_bytes + group.size();
      if (held_bytes_ > memory_bytes_)
        throw Error(ExitCode::out_of_memory, "the order by groups does not fit: " + std::to_string(last_.size()) +
                                                 " groups so far; take the check out of data.expect, or raise `memory`");
      return;
    }
    const double before = std::exchange(entry->second, value);
    const bool wrong = direction_.rising ? value < before : value > before;
    if (!wrong && !(direction_.strict && value == before)) return;
    violations_.add(row, [&] { return number_text(type_, value) + " after " + number_text(type_, before); });
  }

  std::size_t column_;
  ColumnType type_;
  Direction direction_;
  std::optional<std::size_t> by_;
  std::string expected_;
  std::uint64_t memory_bytes_, held_bytes_ = 0, present_ = 0;
  std::unordered_map<std::string, double> last_;  // of each group
  Violations violations_;
};

std::unique_ptr<Check> make_order(const CheckItem& item) {
  item.require(is_ordered(item.field().type), "order", "numbers and times");
  const auto word = item.keys.at("order").get<std::string>();
  std::optional<std::size_t> by;
  if (item.has("by")) by = item.find(item.keys.at("by").get<std::string>(), "by");
  for (const Direction& direction : directions) {
    if (direction.word == word) return std::make_unique<Order>(item, direction, by);
  }
  item.refuse("order", "unknown value '" + word + "'");
}

}  // namespace

CheckKind order() { return {"order", {"order"}, make_order}; }

}  // namespace trainyard::dataset::checks
