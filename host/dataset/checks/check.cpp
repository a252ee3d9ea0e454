#include "host/dataset/checks/check.hpp"

#include <cmath>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

class Fixed : public Check {
 public:
  explicit Fixed(Verdict verdict) : verdict_(std::move(verdict)) {}
  Verdict finish(const Profile& /*profile*/) override { return verdict_; }

 private:
  Verdict verdict_;
};

}  // namespace

std::unique_ptr<Check> fixed_verdict(Verdict verdict) { return std::make_unique<Fixed>(std::move(verdict)); }

void CheckItem::refuse(const std::string& key, const std::string& message) const {
  const std::string at = path + "." + key;
  throw Error(ExitCode::bad_config, (options.where ? options.where(at) : at) + ": " + message);
}

void CheckItem::require(bool suits, const std::string& key, const std::string& what) const {
  if (!suits) refuse(key, "is for " + what + ", '" + field().name + "' is " + std::string(type_name(field().type)));
}

std::size_t CheckItem::find(const std::string& name, const std::string& key) const {
  std::vector<std::string> known;
  for (const Field& field : fields) {
    if (field.name == name) return known.size();
    known.push_back(field.name);
  }
  refuse(key, "there is no column '" + name + "' among those that are read" + suggest(name, known));
}

Verdict Violations::verdict(std::uint64_t evaluated, std::string observed, std::string expected) const {
  Verdict verdict{.passed = rows_ == 0, .evaluated = evaluated, .observed = std::move(observed), .expected = std::move(expected)};
  verdict.rows_failing = rows_;
  if (rows_ > 0) verdict.rows = {first_};
  verdict.value = value_;
  return verdict;
}

bool is_ordered(ColumnType type) { return type == ColumnType::integer || type == ColumnType::floating || is_time(type); }

std::string number_text(ColumnType type, double value) {
  if (is_time(type)) return format_timestamp(std::llround(value));
  if (type == ColumnType::boolean) return value == 0 ? "false" : "true";
  return csv_number(value);
}

std::string limits_text(const std::optional<std::string>& min, const std::optional<std::string>& max) {
  if (min && max) return *min + " to " + *max;
  return min ? "at least " + *min : "at most " + *max;
}

std::string count_text(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace trainyard::dataset
