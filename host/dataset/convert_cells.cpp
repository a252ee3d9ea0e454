#include "host/dataset/convert_cells.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "host/dataset/plain_number.hpp"
#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/source/header.hpp"

namespace trainyard::dataset {
namespace {

using source::ValueType;

std::string number_text(double value) { return nlohmann::json(value).dump(); }

std::string why_missing(const Field& field) {
  return field.role == Role::feature || field.role == Role::split || field.role == Role::id
             ? "a required value is missing"
             : "the " + std::string(role_name(field.role)) + " is missing";
}

bool is_required(const Field& field, bool target_optional) {
  if (field.role == Role::ignore) return false;
  if (field.role == Role::target) return !target_optional;
  return field.required || field.role == Role::weight || field.role == Role::timestamp || field.role == Role::group;
}

std::optional<Pattern> compiled(const Field& field) {
  if (field.pattern.empty()) return std::nullopt;
  try {
    return Pattern(field.pattern);
  } catch (const Error& error) {
    throw Error(error.code(), "column '" + field.name + "': pattern " + error.what());
  }
}

// Microseconds of a unit, negative: parts of a microsecond.
std::int64_t unit_of(const std::string& name) {
  if (name == "s") return 1'000'000;
  if (name == "ms") return 1'000;
  return name == "us" ? 1 : -1'000;
}

/// The loops over the cells of one column of one block.
class CellLoop {
 public:
  CellLoop(const FieldPlan& plan, const source::Block& block, std::size_t position, const std::string& file, ConvertedColumn& out)
      : plan_(plan), block_(block), position_(position), file_(file), out_(out) {}

  void run() {
    if (!block_.is_typed()) return run_on([this](std::size_t row) { return block_.cell(row, position_); });
    if (take_native()) return;
    if (block_.typed(position_).type == ValueType::text) return run_on([this](std::size_t row) { return typed_text(row); });
    for (std::size_t row = 0; row < block_.rows(); ++row) out_.made.push_back(made_text(row));
    run_on([this](std::size_t row) { return is_null(row) ? std::string_view{} : std::string_view(out_.made[row]); });
    if (block_.typed(position_).type == ValueType::floating) out_.counts.take_integers_for_floats();
  }

 private:
  [[nodiscard]] bool is_null(std::size_t row) const {
    const auto& null = block_.typed(position_).null;
    return !null.empty() && null[row] != 0;
  }
  [[nodiscard]] std::string_view typed_text(std::size_t row) const {
    return is_null(row) ? std::string_view{} : block_.typed(position_).texts[row];
  }

  // A time at midnight is a date where one is asked for.
  [[nodiscard]] std::string made_text(std::size_t row) const {
    std::string text = cell_text(block_, row, position_);
    constexpr std::string_view midnight = "T00:00:00Z";
    if (plan_.field.type == ColumnType::date && text.ends_with(midnight)) text.resize(text.size() - midnight.size());
    return text;
  }

  void problem(std::size_t row, std::string reason) { out_.problems.push_back({row, std::move(reason)}); }

  void count(ValueKind kind, std::string_view text, std::size_t row, std::size_t times = 1) {
    out_.counts.add(kind, times, [&] {
      return "'" + printable(text) + "' at " + file_ + (block_.line(row) > 0 ? ":" + std::to_string(block_.line(row)) : "");
    });
  }

  // A missing value and a null of a typed file, whose text has no data.
  [[nodiscard]] bool is_missing_text(std::string_view trimmed) const { return trimmed.data() == nullptr || plan_.missing.match(trimmed); }

  template <class Cell>
  void run_on(const Cell& cell) {
    if (plan_.field.role == Role::ignore) return only_count(cell);
    switch (plan_.field.type) {
      case ColumnType::floating:
        return floats(cell);
      case ColumnType::integer:
        return integers(cell);
      case ColumnType::timestamp:
        return timestamps(cell);
      case ColumnType::date:
        return numbers<std::int64_t>(cell, missing_integer, parse_date, classify);
      case ColumnType::boolean:
        return numbers<std::int8_t>(cell, missing_boolean, parse_boolean, [](auto) { return ValueKind::boolean; });
      case ColumnType::category:
        return categories(cell);
      case ColumnType::text:
        return texts(cell);
    }
  }

  template <class Cell>
  void only_count(const Cell& cell) {
    for (std::size_t row = 0; row < block_.rows(); ++row) {
      const std::string_view text = trim(cell(row));
      if (!is_missing_text(text)) count(classify(text), text, row);
    }
  }

  template <class Cell>
  void floats(const Cell& cell) {
    if (plan_.field.decimal_comma) return numbers<double>(cell, std::nan(""), parse_comma_float, classify);
    std::uint64_t with_point = 0, without = 0;
    const auto plain = [&](const PlainNumber& number, double& value) {
      value = number.value();
      const bool name = !number.point && number.leading_zero;
      with_point += number.point ? 1 : 0;
      without += number.point || name ? 0 : 1;
      return !name || !plan_.learning;
    };
    numbers<double>(cell, std::nan(""), parse_float, classify_number, plain);
    out_.counts.floats += plan_.learning ? with_point : 0;
    out_.counts.integers += plan_.learning ? without : 0;
  }

  template <class Cell>
  void integers(const Cell& cell) {
    if (plan_.field.decimal_comma) return numbers<std::int64_t>(cell, missing_integer, parse_comma_integer, classify);
    std::uint64_t plain_ones = 0;
    const auto plain = [&](const PlainNumber& number, std::int64_t& value) {
      if (number.point || number.leading_zero) return false;
      value = number.negative ? -number.digits : number.digits;
      ++plain_ones;
      return true;
    };
    numbers<std::int64_t>(cell, missing_integer, parse_integer, classify_number, plain);
    out_.counts.integers += plan_.learning ? plain_ones : 0;
  }

  template <class Cell>
  void timestamps(const Cell& cell) {
    if (!plan_.field.unit.empty()) {
      const std::int64_t unit = unit_of(plan_.field.unit);
      return numbers<std::int64_t>(
          cell, missing_integer, [unit](std::string_view text) { return parse_epoch(text, unit); }, classify);
    }
    const auto parse = [offset = plan_.offset](std::string_view text) { return parse_timestamp(text, offset); };
    numbers<std::int64_t>(cell, missing_integer, parse, [](auto) { return ValueKind::timestamp; });
  }

  struct NoPlain {
    template <class T>
    bool operator()(const PlainNumber&, T&) const {
      return false;
    }
  };

  // `kind`: what a value that parses looks like. `plain` takes a plain number, counting it, or refuses it.
  template <class T, class Cell, class Parse, class Kind, class Plain = NoPlain>
  void numbers(const Cell& cell, T missing, const Parse& parse, const Kind& kind, Plain plain = {}) {
    auto& values = std::get<std::vector<T>>(out_.values);
    for (std::size_t row = 0; row < block_.rows(); ++row) {
      std::string_view text = cell(row);
      if constexpr (!std::is_same_v<Plain, NoPlain>) {
        const PlainNumber number = plan_.plain_numbers ? read_plain_number(text) : PlainNumber{};
        if (number.ok && plain(number, values[row])) {
          if (plan_.limited) check_range(row, values[row]);
          continue;
        }
      }
      text = trim(text);
      if (is_missing_text(text)) {
        values[row] = missing;
        if (plan_.required) problem(row, why_missing(plan_.field));
        continue;
      }
      const auto parsed = parse(text);
      if (plan_.learning) count(parsed.ok() ? kind(text) : classify(text), text, row);
      values[row] = parsed.ok() ? static_cast<T>(parsed.value) : missing;
      if (!parsed.ok()) {
        problem(row, parsed.problem);
      } else if (plan_.limited) {
        check_range(row, values[row]);
      }
    }
  }

  template <class T>
  void check_range(std::size_t row, T& value) {
    const Field& field = plan_.field;
    const auto number = static_cast<double>(value);
    if (field.role == Role::weight && number < 0) return problem(row, "a weight cannot be negative");
    if (field.min && number < *field.min) return problem(row, "below the least allowed, " + number_text(*field.min));
    if (field.max && number > *field.max) return problem(row, "above the greatest allowed, " + number_text(*field.max));
    if constexpr (std::is_same_v<T, double>) {
      if (!field.single) return;
      value = static_cast<float>(number);
      if (std::isinf(value)) problem(row, "beyond the range of a 32-bit float");
    }
  }

  template <class Cell>
  void categories(const Cell& cell) {
    auto& codes = std::get<std::vector<std::int32_t>>(out_.values);
    out_.index.clear();
    for (std::size_t row = 0; row < block_.rows(); ++row) {
      const std::string_view text = cell(row);
      const std::uint32_t hash = TextIndex::hash(text);
      const auto same = [&](std::uint32_t code) {
        const std::string_view known = out_.texts[code].text;
        return known == text && (known.data() == nullptr) == (text.data() == nullptr);
      };
      const std::uint32_t code = out_.index.find_or_add(hash, same);
      if (code == out_.texts.size()) add_text(text, hash, row);
      ConvertedColumn::Text& known = out_.texts[code];
      ++known.count;
      codes[row] = known.missing ? missing_code : static_cast<std::int32_t>(code);
      if (known.bad) problem(row, what_is_wrong_with(code));
    }
    if (!plan_.learning) return;
    for (const auto& known : out_.texts) {
      const std::string_view text = trim(known.text);
      if (!known.missing) count(classify(text), text, known.first_row, known.count);
    }
  }

  void add_text(std::string_view text, std::uint32_t hash, std::size_t row) {
    const bool missing = is_missing_text(trim(text));
    std::string problem = missing ? (plan_.required ? why_missing(plan_.field) : "") : why_no_text(text);
    const bool bad = !problem.empty();
    if (bad) out_.bad_texts.emplace_back(out_.texts.size(), std::move(problem));
    out_.texts.push_back({.text = text, .hash = hash, .first_row = static_cast<std::uint32_t>(row), .missing = missing, .bad = bad});
  }

  [[nodiscard]] const std::string& what_is_wrong_with(std::size_t code) const {
    const auto less = [](const auto& entry, std::size_t wanted) { return entry.first < wanted; };
    return std::lower_bound(out_.bad_texts.begin(), out_.bad_texts.end(), code, less)->second;
  }

  [[nodiscard]] std::string why_no_text(std::string_view text) const {
    const Field& field = plan_.field;
    if (text.size() > longest_category) {
      return "text of " + std::to_string(text.size()) + " bytes, a " + std::string(type_name(field.type)) + " has at most " +
             std::to_string(longest_category);
    }
    if (const auto at = text.find('\0'); at != std::string_view::npos) return "a NUL at byte " + std::to_string(at) + "; remove it";
    if (const auto at = source::first_bad_utf8(text); at != std::string_view::npos)
      return "not UTF-8 at byte " + std::to_string(at) + "; save the file as UTF-8";
    if (plan_.pattern && !plan_.pattern->match(text)) return "does not match " + field.pattern;
    if (field.allowed.empty() || std::find(field.allowed.begin(), field.allowed.end(), text) != field.allowed.end()) return {};
    return "not an allowed value" + suggest(text, field.allowed);
  }

  template <class Cell>
  void texts(const Cell& cell) {
    auto& values = std::get<std::vector<std::string>>(out_.values);
    for (std::size_t row = 0; row < block_.rows(); ++row) {
      const std::string_view text = cell(row);
      const bool missing = is_missing_text(trim(text));
      values[row].assign(missing ? std::string_view{} : text);
      std::string why = missing ? (plan_.required ? why_missing(plan_.field) : "") : why_no_text(text);
      if (!why.empty()) problem(row, std::move(why));
    }
  }

  // Values that need no text in between; false when there are none such.
  bool take_native() {
    const source::TypedColumn& from = block_.typed(position_);
    const ColumnType to = plan_.field.type;
    if (plan_.field.role == Role::ignore || !plan_.field.unit.empty() || !plan_.plain_numbers) return false;
    const auto integer = [&](std::size_t row) { return from.integers[row]; };
    const bool whole = (from.type == ValueType::integer && to == ColumnType::integer) ||
                       (from.type == ValueType::timestamp && to == ColumnType::timestamp);
    if (from.type == ValueType::floating && to == ColumnType::floating) {
      native<double>([&](std::size_t row) { return from.floats[row]; }, std::nan(""));
    } else if (from.type == ValueType::integer && to == ColumnType::floating) {
      native<double>([&](std::size_t row) { return static_cast<double>(from.integers[row]); }, std::nan(""));
    } else if (whole) {
      native<std::int64_t>(integer, missing_integer);
    } else if (from.type == ValueType::boolean && to == ColumnType::boolean) {
      native<std::int8_t>(integer, missing_boolean);
    } else {
      return false;
    }
    return true;
  }

  template <class T, class Get>
  void native(const Get& get, T missing) {
    auto& values = std::get<std::vector<T>>(out_.values);
    for (std::size_t row = 0; row < block_.rows(); ++row) {
      const auto value = get(row);
      values[row] = missing;
      const bool null = is_null(row) || std::isnan(static_cast<double>(value));
      if (null && plan_.required) problem(row, why_missing(plan_.field));
      if (null) continue;
      const char* why = why_unusable(static_cast<double>(value));
      if (plan_.learning) count(kind_of(why != nullptr), cell_text(block_, row, position_), row);
      if (why != nullptr) {
        problem(row, why);
        continue;
      }
      values[row] = static_cast<T>(value);
      if (plan_.limited) check_range(row, values[row]);
    }
  }

  [[nodiscard]] const char* why_unusable(double value) const {
    if (std::isinf(value)) return "not a finite number";
    const bool whole = plan_.field.type == ColumnType::integer;
    return whole && std::abs(value) > static_cast<double>(largest_integer) ? "an integer beyond ±2^53" : nullptr;
  }

  [[nodiscard]] ValueKind kind_of(bool unusable) const {
    switch (block_.typed(position_).type) {
      case ValueType::integer:
        return unusable ? ValueKind::large : ValueKind::integer;
      case ValueType::floating:
        return unusable ? ValueKind::unusable : ValueKind::floating;
      case ValueType::boolean:
        return ValueKind::boolean;
      default:
        return ValueKind::timestamp;
    }
  }

  const FieldPlan& plan_;
  const source::Block& block_;
  std::size_t position_;
  const std::string& file_;
  ConvertedColumn& out_;
};

std::vector<std::string> joined(std::vector<std::string> texts, const std::vector<std::string>& more) {
  texts.insert(texts.end(), more.begin(), more.end());
  return texts;
}

bool begins_like_number(const std::string& spelling) {
  const std::string_view text = trim(spelling);
  return !text.empty() && (text[0] == '-' || text[0] == '.' || (text[0] >= '0' && text[0] <= '9'));
}

}  // namespace

FieldPlan::FieldPlan(const Field& of, const std::vector<std::string>& spellings, bool target_optional, bool is_learning)
    : field(of),
      missing(joined(spellings, of.missing)),
      required(is_required(of, target_optional)),
      limited(of.min || of.max || of.single || of.role == Role::weight),
      learning(is_learning),
      plain_numbers(std::ranges::none_of(spellings, begins_like_number) && std::ranges::none_of(of.missing, begins_like_number)),
      pattern(compiled(of)) {
  if (field.zone.empty()) return;
  const auto parsed = parse_offset(field.zone);
  if (!parsed.ok()) throw Error(ExitCode::bad_config, "column '" + field.name + "': zone '" + field.zone + "': " + parsed.problem);
  offset = parsed.value;
}

void convert_column(const FieldPlan& plan, const source::Block& block, std::size_t position, const std::string& file,
                    ConvertedColumn& column) {
  if (column.values.index() != empty_values(plan.field.type).index()) column.values = empty_values(plan.field.type);
  std::visit([&](auto& values) { values.resize(block.rows()); }, column.values);
  CellLoop(plan, block, position, file, column).run();
}

}  // namespace trainyard::dataset
