// How many values of a column look like what; and the type that follows from it.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "host/dataset/schema.hpp"
#include "host/dataset/value.hpp"

namespace trainyard::dataset {

/// Counts add up over any cut of the rows; of the places, the first in row order is kept.
struct KindCounts {
  std::uint64_t integers = 0, identifiers = 0, large = 0, floats = 0, unusable = 0, booleans = 0, timestamps = 0, texts = 0;
  std::string first_other;       ///< the first value that is no number, or none that can be kept, and where it is
  std::string first_identifier;  ///< likewise
  std::string first_large;

  [[nodiscard]] std::uint64_t numbers() const { return integers + identifiers + large + floats + unusable; }
  [[nodiscard]] std::uint64_t all() const { return numbers() + booleans + timestamps + texts; }

  /// `place()` makes the text for the first of its kind. A template, since making a std::function of it would take memory for each value.
  template <class Place>
  void add(ValueKind kind, std::uint64_t times, const Place& place) {
    if (std::string* const first = add(kind, times)) *first = place();
  }
  void merge(const KindCounts& later);
  /// What looks like an integer was stored as a float.
  void take_integers_for_floats();
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  static KindCounts from_json(const nlohmann::ordered_json& document);

 private:
  // Returns where the text for the first of its kind goes while there is none.
  std::string* add(ValueKind kind, std::uint64_t times);
};

/// Hears, by column, what was decided in doubt.
using WarnOfColumn = std::function<void(const std::string& column, const std::string& message)>;

/// The field that the counts of a column make of it, with role feature; role ignore when it has no value at all:
///   integer    all numbers are integers, none like "007", none beyond ±2^53 (those columns are names: category, with a warning)
///   float      all are numbers; infinite ones and ones with a comma count as numbers that are wrong
///   boolean    all are true or false
///   timestamp  all are ISO 8601
///   category   anything else
/// A column is still a number or a timestamp when some values do not fit, at most `tolerated` of them: their rows are bad.
Field decide_field(const std::string& name, const KindCounts& counts, double tolerated, const WarnOfColumn& warn);

}  // namespace trainyard::dataset
