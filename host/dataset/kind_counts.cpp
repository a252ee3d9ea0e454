#include "host/dataset/kind_counts.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace trainyard::dataset {
namespace {

using Count = std::uint64_t KindCounts::*;
using Place = std::string KindCounts::*;

constexpr std::array<std::pair<const char*, Count>, 8> counted{{{"integers", &KindCounts::integers},
                                                                {"identifiers", &KindCounts::identifiers},
                                                                {"large", &KindCounts::large},
                                                                {"floats", &KindCounts::floats},
                                                                {"unusable", &KindCounts::unusable},
                                                                {"booleans", &KindCounts::booleans},
                                                                {"timestamps", &KindCounts::timestamps},
                                                                {"texts", &KindCounts::texts}}};
constexpr std::array<std::pair<const char*, Place>, 3> places{{{"first_other", &KindCounts::first_other},
                                                               {"first_identifier", &KindCounts::first_identifier},
                                                               {"first_large", &KindCounts::first_large}}};

// In the order of ValueKind.
constexpr std::array<Count, 8> of_kind{&KindCounts::integers, &KindCounts::identifiers, &KindCounts::large,      &KindCounts::floats,
                                       &KindCounts::unusable, &KindCounts::booleans,    &KindCounts::timestamps, &KindCounts::texts};

/// What the counts of one column make of it.
class Decision {
 public:
  Decision(const std::string& name, const KindCounts& counts, double tolerated, const WarnOfColumn& warn)
      : name_(name), counts_(counts), tolerated_(tolerated), warn_(warn) {}

  Field field() {
    Field field;
    field.name = name_;
    field.role = counts_.all() == 0 ? Role::ignore : Role::feature;
    field.type = type();
    return field;
  }

 private:
  ColumnType type() {
    if (nearly_all(counts_.numbers())) return type_of_numbers();
    if (counts_.booleans > 0 && counts_.booleans == counts_.all()) return ColumnType::boolean;
    if (nearly_all(counts_.timestamps)) {
      say_rows_go(counts_.timestamps, "timestamps", "");
      return ColumnType::timestamp;
    }
    if (counts_.numbers() > counts_.all() / 2) say_not_numbers();
    return ColumnType::category;
  }

  ColumnType type_of_numbers() {
    const bool wide = exceeds(counts_.large);
    if (counts_.floats == 0 && (counts_.identifiers > 0 || wide)) {
      warn_(name_, who() + " holds integers such as " + (wide ? counts_.first_large : counts_.first_identifier) +
                       ", which lose leading zeros or digits as numbers: taken as category. Give its type in a schema to decide otherwise");
      return ColumnType::category;
    }
    const bool fractions = counts_.floats > 0 || exceeds(counts_.unusable);
    say_rows_go(counts_.integers + counts_.identifiers + counts_.floats + (fractions ? counts_.large : 0), "numbers to keep",
                counts_.first_other.empty() ? counts_.first_large : counts_.first_other);
    return fractions ? ColumnType::floating : ColumnType::integer;
  }

  [[nodiscard]] bool exceeds(std::uint64_t count) const { return static_cast<double>(count) > tolerated_; }
  [[nodiscard]] bool nearly_all(std::uint64_t fitting) const { return fitting > 0 && !exceeds(counts_.all() - fitting); }
  [[nodiscard]] std::string who() const { return "column '" + name_ + "'"; }
  [[nodiscard]] std::string share(std::uint64_t count) const {
    return who() + ": " + std::to_string(count) + " of " + std::to_string(counts_.all()) + " values are no ";
  }

  void say_rows_go(std::uint64_t fitting, const std::string& what, const std::string& first) const {
    if (fitting == counts_.all()) return;
    const bool comma = fitting < counts_.all() / 2 && has_decimal_comma(first);
    warn_(name_, share(counts_.all() - fitting) + what + (first.empty() ? "" : " (first: " + first + ")") +
                     "; their rows count as bad. To keep them, give the column " +
                     (comma ? "decimal: \",\" in a schema, which `validate --suggest` prints" : "type category in a schema"));
  }

  /// Whether the place of a value, "'86,91' at data.csv:2", is that of a number when its comma is a decimal one.
  static bool has_decimal_comma(std::string_view place) {
    const std::size_t end = place.find("' at ");
    if (!place.starts_with('\'') || end == std::string_view::npos) return false;
    const std::string_view value = place.substr(1, end - 1);
    return has_number_comma(value) && parse_comma_float(value).problem == nullptr;
  }

  void say_not_numbers() const {
    warn_(name_, share(counts_.all() - counts_.numbers()) + "numbers (first: " + counts_.first_other +
                     "): taken as category. Write what is missing as NA, or give its type in a schema");
  }

  const std::string& name_;
  const KindCounts& counts_;
  double tolerated_;
  const WarnOfColumn& warn_;
};

}  // namespace

std::string* KindCounts::add(ValueKind kind, std::uint64_t times) {
  this->*of_kind.at(static_cast<std::size_t>(kind)) += times;
  if (kind == ValueKind::integer || kind == ValueKind::floating) return nullptr;
  std::string& first = kind == ValueKind::identifier ? first_identifier : kind == ValueKind::large ? first_large : first_other;
  return first.empty() ? &first : nullptr;
}

void KindCounts::take_integers_for_floats() {
  floats += integers + identifiers + large;
  integers = identifiers = large = 0;
  first_identifier.clear();
  first_large.clear();
}

void KindCounts::merge(const KindCounts& later) {
  for (const auto& [name, count] : counted) this->*count += later.*count;
  for (const auto& [name, place] : places) {
    if ((this->*place).empty()) this->*place = later.*place;
  }
}

nlohmann::ordered_json KindCounts::to_json() const {
  nlohmann::ordered_json document;
  for (const auto& [name, count] : counted) document[name] = this->*count;
  for (const auto& [name, place] : places) document[name] = this->*place;
  return document;
}

KindCounts KindCounts::from_json(const nlohmann::ordered_json& document) {
  KindCounts counts;
  for (const auto& [name, count] : counted) counts.*count = document.at(name).get<std::uint64_t>();
  for (const auto& [name, place] : places) counts.*place = document.at(name).get<std::string>();
  return counts;
}

Field decide_field(const std::string& name, const KindCounts& counts, double tolerated, const WarnOfColumn& warn) {
  return Decision(name, counts, tolerated, warn).field();
}

}  // namespace trainyard::dataset
