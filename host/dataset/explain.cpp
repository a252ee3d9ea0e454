#include "host/dataset/explain.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/dataset/csv_text.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

/// A column whose values decided its type.
class Explained {
 public:
  Explained(const Field& field, const KindCounts& counts, const QualityReport& report, double max_bad_rows)
      : field_(field),
        counts_(counts),
        rows_(static_cast<double>(report.seen_rows)),
        whole_rows_(report.whole_rows),
        share_(max_bad_rows) {}

  void describe(ordered_json& document) const {
    document["counts"] = {{"integers", counts_.integers},          {"names like 007", counts_.identifiers},
                          {"large integers", counts_.large},       {"floats", counts_.floats},
                          {"unusable numbers", counts_.unusable},  {"booleans", counts_.booleans},
                          {"timestamps", counts_.timestamps},      {"texts", counts_.texts},
                          {"missing", whole_rows_ - counts_.all()}};
    ordered_json first = ordered_json::object();
    const auto add = [&](const char* kind, const std::string& place) {
      if (!place.empty()) first[kind] = place;
    };
    add("name like 007", counts_.first_identifier);
    add("large integer", counts_.first_large);
    add("no usable number", counts_.first_other);
    document["first"] = std::move(first);
    document["decision"] = decision();
    document["changes"] = changes();
  }

 private:
  [[nodiscard]] std::string decision() const {
    const std::uint64_t all = counts_.all();
    if (all == 0) return "no row has a value: the column is dropped";
    switch (field_.type) {
      case ColumnType::integer:
        return fitting(counts_.integers + counts_.identifiers, "integers");
      case ColumnType::floating:
        return fitting(all - others() - counts_.unusable, "numbers, not all of them integers");
      case ColumnType::boolean:
        return fitting(counts_.booleans, "true or false");
      case ColumnType::timestamp:
        return fitting(counts_.timestamps, "times (ISO 8601)");
      default:
        return why_category();
    }
  }

  [[nodiscard]] std::string fitting(std::uint64_t count, const std::string& what) const {
    const std::uint64_t all = counts_.all();
    if (count == all) return "all " + std::to_string(all) + " values are " + what;
    return std::to_string(count) + " of " + std::to_string(all) + " values are " + what + "; the other " + std::to_string(all - count) +
           " are no more than data.max_bad_rows (" + csv_number(share_) + ") allows, and their rows are bad";
  }

  [[nodiscard]] std::string why_category() const {
    if (counts_.numbers() > 0 && static_cast<double>(others()) <= share_ * rows_) {
      return "its integers lose leading zeros or digits as numbers, such as " +
             (counts_.first_identifier.empty() ? counts_.first_large : counts_.first_identifier);
    }
    const std::uint64_t numbers = counts_.numbers(), times = counts_.timestamps;
    const auto too_many = [&](std::uint64_t fit, const std::string& what) {
      return std::to_string(counts_.all() - fit) + " of " + std::to_string(counts_.all()) + " values are no " + what +
             ", more than data.max_bad_rows (" + csv_number(share_) + ") allows";
    };
    if (times > numbers) return too_many(times, "times (ISO 8601)");
    return numbers > 0 ? too_many(numbers, "numbers") : "its values are texts";
  }

  [[nodiscard]] std::uint64_t others() const { return counts_.all() - counts_.numbers(); }

  [[nodiscard]] Field under(double share) const {
    return decide_field(field_.name, counts_, share * rows_, [](const std::string&, const std::string&) {});
  }

  // Tries the shares of bad rows at which the decision may turn.
  [[nodiscard]] ordered_json changes() const {
    ordered_json list = ordered_json::array();
    const auto say = [&](double share, const std::string& amount) {
      const Field other = under(share);
      if (other.type == field_.type || other.role == Role::ignore) return false;
      list.push_back("data.max_bad_rows " + amount + " would make it " + std::string(type_name(other.type)));
      return true;
    };
    std::set<double> shares;
    for (const std::uint64_t misfits :
         {others(), counts_.all() - counts_.timestamps, counts_.large, counts_.unusable, others() + counts_.large}) {
      constexpr double steps = 10'000;
      shares.insert(std::ceil(static_cast<double>(misfits) / rows_ * steps) / steps);
    }
    for (const double share : shares) {
      if (share > share_ && share < 1 && say(share, "of " + csv_number(share) + " or more")) break;
    }
    if (share_ > 0) say(0, "0");
    list.push_back("a schema (data.schema) that gives the column another type");
    return list;
  }

  const Field& field_;
  const KindCounts& counts_;
  double rows_;
  std::uint64_t whole_rows_;
  double share_;
};

}  // namespace

ordered_json explain(const QualityReport& report, const std::string& column, double max_bad_rows) {
  const auto& fields = report.schema.fields;
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == column; });
  if (found == fields.end()) {
    std::vector<std::string> known;
    known.reserve(fields.size());
    for (const Field& field : fields) known.push_back(field.name);
    throw Error(ExitCode::usage, "--explain: there is no column '" + column + "'" + suggest(column, known));
  }
  ordered_json document = {{"column", column}, {"type", type_name(found->type)}, {"role", role_name(found->role)}};
  document["decided_by"] = report.counts.empty() ? "schema" : "values";
  if (report.counts.empty()) {
    document["decision"] = "data.schema says so; its values were held to it, and not counted by kind";
    document["changes"] = {"another type in data.schema, or no data.schema: then the values decide"};
  } else {
    Explained(*found, report.counts.at(static_cast<std::size_t>(found - fields.begin())), report, max_bad_rows).describe(document);
  }
  return document;
}

}  // namespace trainyard::dataset
