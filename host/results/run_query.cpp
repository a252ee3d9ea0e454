#include "host/results/run_query.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

#include "host/error/error.hpp"

namespace trainyard::results {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> beginnings = {"", "metrics.test.", "metrics.", "params.", "tags."};

struct Condition {
  std::string field, op;
  ordered_json value;
};

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  std::vector<Condition> all() {
    std::vector<Condition> conditions;
    do {
      conditions.push_back(one());
      skip_spaces();
    } while (at_ < text_.size() && word_is_and());
    if (at_ < text_.size()) fail("'and' was expected");
    return conditions;
  }

 private:
  Condition one() {
    Condition condition;
    condition.field = word("a field's name");
    skip_spaces();
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view("=!<>").find(text_[at_]) != std::string_view::npos) ++at_;
    condition.op = text_.substr(begin, at_ - begin);
    static const std::set<std::string> known = {"=", "!=", "<", "<=", ">", ">="};
    if (!known.contains(condition.op)) at_ = begin, fail("one of = != < <= > >= was expected");
    condition.value = value();
    return condition;
  }

  ordered_json value() {
    skip_spaces();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string::npos) fail("the quote is not closed");
      std::string quoted = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return quoted;
    }
    const std::string plain = word("a value");
    if (const auto number = number_of(plain)) return *number;
    if (plain == "true" || plain == "false") return plain == "true";
    return plain;
  }

  std::string word(const char* what) {
    skip_spaces();
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) == 0 &&
           std::string_view("=!<>'\"").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    if (at_ == begin) fail(std::string(what) + " was expected");
    return text_.substr(begin, at_ - begin);
  }

  bool word_is_and() {
    const std::size_t before = at_;
    std::string found = word("'and'");
    std::ranges::transform(found, found.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (found == "and") return true;
    at_ = before;
    return false;
  }

  void skip_spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ExitCode::usage, "--filter: " + what + " at character " + std::to_string(at_ + 1) + " of '" + text_ +
                                     "'; like: metrics.rmse < 50000 and params.max_depth = 6 and tags.team = 'pricing'");
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

/// -1, 0 or 1; nothing where a number meets a text.
std::optional<int> compared(const ordered_json& a, const ordered_json& b) {
  const auto three_way = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (a.is_number() && b.is_number()) return three_way(a.get<double>(), b.get<double>());
  if (a.is_boolean() && b.is_boolean()) return three_way(a.get<bool>(), b.get<bool>());
  if (a.is_string() && b.is_string()) return three_way(a.get_ref<const std::string&>(), b.get_ref<const std::string&>());
  return std::nullopt;
}

bool holds(const Condition& condition, const ordered_json& value) {
  if (value.is_null()) return false;
  const auto order = compared(value, condition.value);
  if (!order) return condition.op == "!=";
  if (condition.op == "=") return *order == 0;
  if (condition.op == "!=") return *order != 0;
  if (condition.op.front() == '<') return *order < 0 || (*order == 0 && condition.op == "<=");
  return *order > 0 || (*order == 0 && condition.op == ">=");
}

}  // namespace

const ordered_json& field_of(const RunRow& row, std::string_view name) {
  static const ordered_json null;
  for (const std::string_view beginning : beginnings) {
    if (const auto at = row.fields.find(std::string(beginning) + std::string(name)); at != row.fields.end()) return *at;
  }
  constexpr std::string_view metrics = "metrics.";
  return name.starts_with(metrics) ? field_of(row, name.substr(metrics.size())) : null;
}

void check_field(const std::vector<RunRow>& rows, std::string_view name, const std::string& what) {
  if (rows.empty() || std::ranges::any_of(rows, [&](const RunRow& row) { return !field_of(row, name).is_null(); })) return;
  std::set<std::string> known;
  for (const RunRow& row : rows) {
    for (const auto& [field, value] : row.fields.items()) known.insert(field);
  }
  const std::vector<std::string> names(known.begin(), known.end());
  const std::string near = nearest_name(name, names);
  throw Error(ExitCode::usage, what + ": no run has a field '" + std::string(name) + "'" +
                                   (near.empty() ? "; `trainyard runs export` has all fields" : ", did you mean '" + near + "'?"));
}

void keep_matching(std::vector<RunRow>& rows, const std::string& filter) {
  const auto conditions = Parser(filter).all();
  for (const Condition& condition : conditions) check_field(rows, condition.field, "--filter");
  std::erase_if(rows, [&](const RunRow& row) {
    return std::ranges::any_of(conditions, [&](const Condition& one) { return !holds(one, field_of(row, one.field)); });
  });
}

void sort_by(std::vector<RunRow>& rows, const std::string& order) {
  const std::size_t space = order.find(' ');
  const std::string field = order.substr(0, space), direction = space == std::string::npos ? "asc" : order.substr(space + 1);
  if (direction != "asc" && direction != "desc") {
    throw Error(ExitCode::usage, "--sort: '" + order + "' is none of FIELD, 'FIELD asc' and 'FIELD desc'");
  }
  check_field(rows, field, "--sort");
  std::ranges::stable_sort(rows, [&](const RunRow& a, const RunRow& b) {
    const ordered_json &left = field_of(a, field), &right = field_of(b, field);
    if (left.is_null() || right.is_null()) return !left.is_null() && right.is_null();
    const auto order_of_both = compared(left, right);
    if (!order_of_both) return left.is_number() && !right.is_number();
    return direction == "asc" ? *order_of_both < 0 : *order_of_both > 0;
  });
}

}  // namespace trainyard::results
