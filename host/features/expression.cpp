#include "host/features/expression.hpp"

#include <algorithm>
#include <optional>

#include "host/dataset/value.hpp"
#include "host/error/error.hpp"
#include "host/features/expression_lexer.hpp"

namespace trainyard::features {
namespace {

using kernels::derive::Function;
using kernels::derive::Instruction;
using kernels::derive::Op;
using NodeKind = Node::Kind;

[[noreturn]] void refuse(const Node& node, const std::string& message) {
  throw Error(ExitCode::bad_config, at_character(node.position) + message);
}

std::string quoted(std::string_view symbol) { return "'" + std::string(symbol) + "'"; }

class Compiler {
 public:
  explicit Compiler(const TypeOf& type_of) : type_of_(type_of) {}

  Expression compile(const Node& root) {
    if (is_cross(root)) {
      cross(root);
    } else {
      made_.type = type(root).value_or(ValueType::number);
      emit(root, made_.type == ValueType::time ? ValueType::time : ValueType::number, "a derived column; cross(a, b) makes categories");
    }
    return std::move(made_);
  }

 private:
  static bool is_cross(const Node& node) { return node.kind == NodeKind::call && node.function->types.front() == 'c'; }

  // None of a text, which takes the type of what it is compared with.
  std::optional<ValueType> type(const Node& node) {
    if (node.kind == NodeKind::text) return std::nullopt;
    if (node.kind == NodeKind::name) return use(node);
    if (node.kind != NodeKind::call) return ValueType::number;
    if (is_cross(node)) return ValueType::category;
    if (node.function->types.front() != 'x') return ValueType::number;
    return common_type(node.children, node.function->type(0) == 'x' ? 0 : 1);
  }

  // Of values of one kind, from the first that has a type.
  std::optional<ValueType> common_type(const std::vector<Node>& nodes, std::size_t from) {
    for (std::size_t i = from; i < nodes.size(); ++i) {
      if (const auto found = type(nodes[i])) return found;
    }
    return std::nullopt;
  }

  ValueType use(const Node& node) {
    auto& columns = made_.columns;
    const auto known = std::find_if(columns.begin(), columns.end(), [&](const UsedColumn& c) { return c.name == node.text; });
    if (known != columns.end()) return known->type;
    const auto found = type_of_(node.text);
    if (const auto* problem = std::get_if<std::string>(&found)) refuse(node, *problem);
    columns.push_back({node.text, node.position, std::get<ValueType>(found)});
    return columns.back().type;
  }

  // What a node is, for a message.
  std::string described(const Node& node) {
    if (node.kind == NodeKind::text) return "the text '" + node.text + "'";
    const ValueType found = *type(node);
    if (node.kind == NodeKind::name) return "the " + std::string(value_type_name(found)) + " column '" + node.text + "'";
    return "a " + std::string(value_type_name(found));
  }

  [[noreturn]] void mismatch(const Node& node, const std::string& expected, const std::string& context) {
    std::string message = "expected " + expected + " for " + context + ", found " + described(node);
    if (is_cross(node)) message += "; cross is an expression of its own: derive a column by it and use that";
    if (node.kind != NodeKind::text && type(node) == ValueType::time) {
      message += "; seconds_between, epoch_seconds, hour and the like make numbers of times";
    }
    refuse(node, message);
  }

  // Leaves the node's value, which has to be a number or a time, on the stack.
  void emit(const Node& node, ValueType wanted, const std::string& context) {
    if (node.kind == NodeKind::text && wanted == ValueType::time) return push(node, {Op::number, 0, time_of(node)});
    if (type(node) != wanted) mismatch(node, "a " + std::string(value_type_name(wanted)), context);
    switch (node.kind) {
      case NodeKind::number:
        return push(node, {Op::number, 0, node.number});
      case NodeKind::name:
        return push(node, {Op::column, number_column(node.text), 0.0});
      case NodeKind::text:
        return;
      case NodeKind::negate:
      case NodeKind::logical_not:
        emit(node.children.front(), ValueType::number, node.kind == NodeKind::negate ? "'-'" : "'not'");
        return push(node, {node.kind == NodeKind::negate ? Op::negate : Op::logical_not, 0, 0.0});
      case NodeKind::member:
        return member(node);
      case NodeKind::chain:
        return chain(node);
      case NodeKind::call:
        return call(node);
    }
  }

  void chain(const Node& node) {
    const Op first = node.infixes.front().op;
    const std::string context = quoted(node.infixes.front().symbol);
    const bool compares = first >= Op::equal && first <= Op::greater_equal;
    if (first == Op::equal || first == Op::unequal) {
      const auto is_category = [&](const Node& side) { return type(side) == ValueType::category; };
      if (std::any_of(node.children.begin(), node.children.end(), is_category)) return compare_categories(node);
    }
    ValueType wanted = ValueType::number;
    if (compares || first == Op::subtract) wanted = shared_type({node.children[0], node.children[1]}, 0, context);
    emit(node.children[0], wanted, context);
    for (std::size_t i = 0; i < node.infixes.size(); ++i) {
      emit(node.children[i + 1], i == 0 ? wanted : ValueType::number, quoted(node.infixes[i].symbol));
      const bool times = i == 0 && first == Op::subtract && wanted == ValueType::time;
      push(node, {times ? Op::seconds_between : node.infixes[i].op, 0, 0.0});
    }
  }

  // Number or time, whatever these are together.
  ValueType shared_type(const std::vector<Node>& nodes, std::size_t from, const std::string& context) {
    const auto found = common_type(nodes, from);
    if (!found) mismatch(nodes[from], "a number or a time", context);
    for (std::size_t i = from; i < nodes.size(); ++i) {
      if (type(nodes[i]) == ValueType::category) mismatch(nodes[i], "a number or a time", context);
    }
    return *found;
  }

  void compare_categories(const Node& node) {
    const Node& left = node.children[0];
    const Node& right = node.children[1];
    const std::string context = quoted(node.infixes.front().symbol);
    for (const Node* side : {&left, &right}) {
      if (is_cross(*side) || (type(*side) && type(*side) != ValueType::category)) mismatch(*side, "a category or a text", context);
    }
    const bool inverted = node.infixes.front().op == Op::unequal;
    if (left.kind == NodeKind::text) return look_up(node, {OperandSource::Kind::matches, right.text, {}, {left.text}, {}, inverted});
    if (right.kind == NodeKind::text) return look_up(node, {OperandSource::Kind::matches, left.text, {}, {right.text}, {}, inverted});
    look_up(left, {OperandSource::Kind::identity, left.text, left.text, {}, {}, false});
    look_up(right, {OperandSource::Kind::identity, right.text, left.text, {}, {}, false});
    push(node, {node.infixes.front().op, 0, 0.0});
  }

  void member(const Node& node) {
    const Node& subject = node.children.front();
    OperandSource source;
    const auto found = type(subject);
    if (!found || is_cross(subject)) mismatch(subject, "a column or a number", "'in'");
    const bool category = *found == ValueType::category;
    for (auto item = node.children.begin() + 1; item != node.children.end(); ++item) {
      if (category && item->kind != NodeKind::text) mismatch(*item, "a text", "'in' of a category");
      if (category) source.texts.push_back(item->text);
      if (!category) source.numbers.push_back(constant(*item, *found, "'in'"));
    }
    if (category) {
      source.kind = OperandSource::Kind::matches;
      source.column = subject.text;
      source.inverted = node.inverted;
      return look_up(node, std::move(source));
    }
    emit(subject, *found, "'in'");
    push_constants(node, Op::member, std::move(source.numbers));
    if (node.inverted) push(node, {Op::logical_not, 0, 0.0});
  }

  void call(const Node& node) {
    const Function& function = *node.function;
    const std::string context = quoted(function.name);
    if (function.op == Op::bucket) return bucketize(node);
    const std::size_t first_shared = function.types.find('x', 1);
    const bool has_shared = first_shared != std::string_view::npos;
    const ValueType shared = has_shared ? shared_type(node.children, first_shared - 1, context) : ValueType::number;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const char kind = function.type(i);
      const Node& argument = node.children[i];
      if (kind == 'a' && argument.kind == NodeKind::name && type(argument) == ValueType::category) {
        return look_up(argument, {OperandSource::Kind::presence, argument.text, {}, {}, {}, false});
      }
      const ValueType any = type(argument) == ValueType::time ? ValueType::time : ValueType::number;
      emit(argument, kind == 'x' ? shared : kind == 't' ? ValueType::time : kind == 'a' ? any : ValueType::number, context);
      if (function.repeats() && i > 0) push(node, {function.op, 0, 0.0});
    }
    if (!function.repeats()) push(node, {function.op, 0, 0.0});
  }

  void bucketize(const Node& node) {
    emit(node.children.front(), ValueType::number, "'bucketize'");
    std::vector<double> bounds;
    for (auto item = node.children.begin() + 1; item != node.children.end(); ++item) {
      bounds.push_back(constant(*item, ValueType::number, "a boundary of 'bucketize'"));
      if (bounds.size() > 1 && bounds.back() <= bounds[bounds.size() - 2]) refuse(*item, "a boundary has to be above the one before it");
    }
    push_constants(node, Op::bucket, std::move(bounds));
  }

  void cross(const Node& node) {
    made_.type = ValueType::category;
    for (const Node& part : node.children) {
      if (part.kind != NodeKind::name || type(part) != ValueType::category) mismatch(part, "a category column", "'cross'");
      made_.crossed.push_back(part.text);
    }
  }

  // A number written out, perhaps with a minus, or a text as a time.
  double constant(const Node& node, ValueType wanted, const std::string& context) {
    if (wanted == ValueType::time && node.kind == NodeKind::text) return time_of(node);
    const bool negative = node.kind == NodeKind::negate && node.children.front().kind == NodeKind::number;
    if (wanted == ValueType::number && negative) return -node.children.front().number;
    if (wanted == ValueType::number && node.kind == NodeKind::number) return node.number;
    const std::string expected = wanted == ValueType::time ? "a time as a text" : "a number written out";
    if (node.kind == NodeKind::number || node.kind == NodeKind::text || node.kind == NodeKind::name) mismatch(node, expected, context);
    refuse(node, "expected " + expected + " for " + context);
  }

  static double time_of(const Node& node) {
    const auto parsed = dataset::parse_timestamp(node.text);
    if (!parsed.ok()) refuse(node, "expected a time, found the text '" + node.text + "': " + parsed.problem);
    return static_cast<double>(parsed.value);
  }

  std::int32_t operand(OperandSource source) {
    made_.operands.push_back(std::move(source));
    return static_cast<std::int32_t>(made_.operands.size() - 1);
  }

  std::int32_t number_column(const std::string& name) {
    auto& operands = made_.operands;
    const auto known = std::find_if(operands.begin(), operands.end(),
                                    [&](const OperandSource& o) { return o.kind == OperandSource::Kind::numbers && o.column == name; });
    if (known != operands.end()) return static_cast<std::int32_t>(known - operands.begin());
    return operand({OperandSource::Kind::numbers, name, {}, {}, {}, false});
  }

  void look_up(const Node& node, OperandSource source) { push(node, {Op::lookup, operand(std::move(source)), 0.0}); }

  void push_constants(const Node& node, Op op, std::vector<double> numbers) {
    push(node, {op, operand({OperandSource::Kind::constants, {}, {}, {}, std::move(numbers), false}), 0.0});
  }

  void push(const Node& node, const Instruction& step) {
    held_ += 1 - kernels::derive::arity(step.op);
    if (held_ > kernels::derive::max_stack) {
      refuse(node, "more than " + std::to_string(kernels::derive::max_stack) +
                       " values wait for their operation here; split the expression into several derived columns");
    }
    made_.program.push_back(step);
  }

  const TypeOf& type_of_;
  Expression made_;
  int held_ = 0;
};

}  // namespace

std::string_view value_type_name(ValueType type) {
  return type == ValueType::number ? "number" : type == ValueType::time ? "time" : "category";
}

Expression compile_expression(const Node& syntax, const TypeOf& type_of) { return Compiler(type_of).compile(syntax); }

}  // namespace trainyard::features
