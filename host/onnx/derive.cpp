#include "host/onnx/derive.hpp"

#include <algorithm>
#include <limits>

#include "host/onnx/calendar.hpp"
#include "host/onnx/functions.hpp"

namespace trainyard::onnx {
namespace {

using features::OperandSource;
using kernels::derive::Instruction;
using kernels::derive::Op;
using Stack = std::vector<Tensor>;

Tensor finite_or_missing(const Tensor& x) { return choose(absolute(x) <= std::numeric_limits<double>::max(), x, none); }

Tensor both(const Tensor& a, const Tensor& b, const Tensor& result) { return choose(any(is_missing(a), is_missing(b)), none, result); }

Tensor part(const Tensor& time, const Tensor& value) { return choose(in_calendar(time), value, none); }

Tensor floored_remainder(const Tensor& a, const Tensor& b) {
  const Tensor rest = remainder(a, b), negative = rest < 0.0, below = b < 0.0;
  const Tensor differs = any(all(negative, opposite(below)), all(below, rest > 0.0));
  return choose(differs, rest + b, rest);
}

Tensor logical_and(const Tensor& a, const Tensor& b) {
  return choose(any(equal(a, 0.0), equal(b, 0.0)), 0.0, both(a, b, a.graph->number(1.0)));
}

Tensor logical_or(const Tensor& a, const Tensor& b) {
  const auto not_true = [](const Tensor& x) { return any(equal(x, 0.0), is_missing(x)); };
  return choose(all(not_true(a), not_true(b)), both(a, b, a.graph->number(0.0)), 1.0);
}

Tensor sign(const Tensor& a) { return choose(is_missing(a), none, to_double(a > 0.0) - to_double(a < 0.0)); }

Tensor clip(const Tensor& a, const Tensor& low, const Tensor& high) {
  const Tensor clipped = choose(a < low, low, choose(a > high, high, a));
  return choose(all(low <= high, opposite(is_missing(a))), clipped, none);
}

Tensor power(const Tensor& a, const Tensor& b) { return both(a, b, a.graph->node("Pow", {a, b})); }

// The last values of the stack are a, b and c, as many as the operation takes.
Tensor operation(Op op, Graph& graph, const Tensor& a, const Tensor& b, const Tensor& c) {
  switch (op) {
    case Op::negate:
      return -a;
    case Op::logical_not:
      return choose(is_missing(a), none, to_double(equal(a, 0.0)));
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::remainder:
      return floored_remainder(a, b);
    case Op::power:
      return power(a, b);
    case Op::equal:
      return both(a, b, to_double(equal(a, b)));
    case Op::unequal:
      return both(a, b, to_double(opposite(equal(a, b))));
    case Op::less:
      return both(a, b, to_double(a < b));
    case Op::less_equal:
      return both(a, b, to_double(a <= b));
    case Op::greater:
      return both(a, b, to_double(a > b));
    case Op::greater_equal:
      return both(a, b, to_double(a >= b));
    case Op::logical_and:
      return logical_and(a, b);
    case Op::logical_or:
      return logical_or(a, b);
    case Op::choose:
      return choose(is_missing(a), none, choose(equal(a, 0.0), c, b));
    case Op::is_missing:
      return to_double(is_missing(a));
    case Op::coalesce:
      return choose(is_missing(a), b, a);
    case Op::missing:
      return graph.number(none);
    case Op::min:
      return both(a, b, choose(b < a, b, a));
    case Op::max:
      return both(a, b, choose(b > a, b, a));
    case Op::clip:
      return clip(a, b, c);
    case Op::abs:
      return absolute(a);
    case Op::sign:
      return sign(a);
    case Op::floor:
      return round_down(a);
    case Op::ceil:
      return -round_down(-a);
    case Op::round:
      return round_half_even(a);
    case Op::sqrt:
      return square_root(a);
    case Op::exp:
      return exponential(a);
    case Op::log:
      return logarithm(a);
    case Op::log1p:
      return log1p(a);
    case Op::sin:
      return sine(a);
    case Op::cos:
      return cosine(a);
    case Op::cyclic_sin:
      return on_circle(a, b, 0.0);
    case Op::cyclic_cos:
      return on_circle(a, b, 1.0);
    case Op::year:
      return part(a, date_of(a).year);
    case Op::quarter:
      return part(a, quotient(date_of(a).month + 2.0, 3));
    case Op::month:
      return part(a, date_of(a).month);
    case Op::day:
      return part(a, date_of(a).day);
    case Op::day_of_year:
      return part(a, date_of(a).day_of_year);
    case Op::weekday:
      return part(a, weekday_of(a));
    case Op::is_weekend:
      return part(a, to_double(weekday_of(a) >= 5.0));
    case Op::hour:
      return part(a, quotient(second_of_day(a), 3600));
    case Op::minute:
      return part(a, remainder(quotient(second_of_day(a), 60), 60.0));
    case Op::second:
      return part(a, remainder(second_of_day(a), 60.0));
    case Op::epoch_seconds:
      return a / 1e6;
    case Op::seconds_between:
      return (a - b) / 1e6;
    case Op::days_between:
      return (a - b) / 86400e6;
    case Op::column:
    case Op::lookup:
    case Op::number:
    case Op::bucket:
    case Op::member:
      break;
  }
  return a;
}

/// The table of a category operand.
Tensor look_up(const std::string& column, const OperandSource& source, Columns& columns) {
  if (source.kind == OperandSource::Kind::identity) {
    refuse("the derived column '" + column + "' compares the categories '" + source.column + "' and '" + source.reference +
               "', for which ONNX " + std::to_string(Graph::opset) + " has no operator",
           "leave it out, or give the comparison as a column of the data");
  }
  std::map<std::string, std::int64_t> places{{"", 2}};
  const bool presence = source.kind == OperandSource::Kind::presence;
  const double elsewhere = !presence && source.inverted ? 1.0 : 0.0;
  for (const std::string& text : source.texts) places.emplace(text, 1);
  const std::vector<double> table{elsewhere, 1.0 - elsewhere, presence ? 1.0 : none};
  return gather(columns.graph().numbers(table, {3}), columns.positions(source.column, places, 0));
}

/// Of the ascending `bounds` how many are not above x.
Tensor bucket(const Tensor& x, const std::vector<double>& bounds) {
  const Tensor row = x.graph->numbers(bounds, {1, static_cast<std::int64_t>(bounds.size())});
  return choose(is_missing(x), x, row_sum(to_double(row <= x)));
}

Tensor member(const Tensor& x, const std::vector<double>& members) {
  const Tensor row = x.graph->numbers(members, {1, static_cast<std::int64_t>(members.size())});
  return choose(is_missing(x), x, to_double(row_sum(to_double(equal(row, x))) > 0.0));
}

void run(const Instruction& step, const features::Derivation& derivation, Columns& columns, Stack& stack) {
  const auto source = [&]() -> const OperandSource& { return derivation.expression.operands.at(static_cast<std::size_t>(step.operand)); };
  switch (step.op) {
    case Op::column:
      return stack.push_back(finite_or_missing(columns.numbers(source().column)));
    case Op::lookup:
      return stack.push_back(look_up(derivation.name, source(), columns));
    case Op::number:
      return stack.push_back(columns.graph().number(step.number));
    case Op::bucket:
      stack.back() = bucket(columns.for_every_row(stack.back()), source().numbers);
      return;
    case Op::member:
      stack.back() = member(columns.for_every_row(stack.back()), source().numbers);
      return;
    default:
      break;
  }
  const auto takes = static_cast<std::size_t>(kernels::derive::arity(step.op));
  Tensor operands[3];
  std::copy(stack.end() - static_cast<std::ptrdiff_t>(takes), stack.end(), operands);
  stack.resize(stack.size() - takes);
  stack.push_back(finite_or_missing(operation(step.op, columns.graph(), operands[0], operands[1], operands[2])));
}

}  // namespace

Tensor evaluate(const features::Derivation& derivation, Columns& columns) {
  Stack stack;
  for (const Instruction& step : derivation.expression.program) run(step, derivation, columns, stack);
  return columns.for_every_row(stack.back());
}

}  // namespace trainyard::onnx
