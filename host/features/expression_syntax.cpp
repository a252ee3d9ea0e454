#include "host/features/expression_syntax.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "host/error/error.hpp"
#include "host/features/expression_lexer.hpp"

namespace trainyard::features {
namespace {

using kernels::derive::Function;
using kernels::derive::Op;

// Bounds the recursion of everything that walks the tree.
constexpr int max_nesting = 30;

constexpr Infix comparisons[] = {{"==", Op::equal},         {"!=", Op::unequal}, {"<=", Op::less_equal},
                                 {">=", Op::greater_equal}, {"<", Op::less},     {">", Op::greater}};
constexpr Infix sums[] = {{"+", Op::add}, {"-", Op::subtract}};
constexpr Infix products[] = {{"*", Op::multiply}, {"/", Op::divide}, {"%", Op::remainder}};
constexpr Infix powers[] = {{"^", Op::power}};
constexpr Infix ands[] = {{"and", Op::logical_and}};
constexpr Infix ors[] = {{"or", Op::logical_or}};

// What other languages write, and what it is here.
constexpr std::string_view spellings[][2] = {{"=", "=="}, {"&", "and"}, {"|", "or"}, {"!", "not"}, {"\"", "'"}};

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text), now_(lexer_.next()) {}

  Node parse() {
    Node root = disjunction();
    if (now_.kind != TokenKind::end) fail("an operator or the end");
    return root;
  }

 private:
  template <std::size_t count>
  [[nodiscard]] const Infix* infix(const Infix (&known)[count]) const {
    const auto found = std::find_if(std::begin(known), std::end(known), [&](const Infix& i) { return now_.is(i.symbol); });
    return found == std::end(known) ? nullptr : found;
  }

  template <std::size_t count>
  Node chain(const Infix (&known)[count], Node (Parser::*part)()) {
    Node first = (this->*part)();
    if (infix(known) == nullptr) return first;
    Node made = node(Node::Kind::chain, first.position);
    made.children.push_back(std::move(first));
    while (const Infix* found = infix(known)) {
      made.infixes.push_back(*found);
      take();
      made.children.push_back((this->*part)());
    }
    return made;
  }

  Node disjunction() { return chain(ors, &Parser::conjunction); }
  Node conjunction() { return chain(ands, &Parser::negation); }
  Node negation() { return now_.is("not") ? prefix(Node::Kind::logical_not, &Parser::negation) : comparison(); }

  Node comparison() {
    Node left = sum();
    if (now_.is("in") || now_.is("not")) {
      left = membership(std::move(left));
    } else if (const Infix* found = infix(comparisons)) {
      take();
      Node made = node(Node::Kind::chain, left.position);
      made.children.push_back(std::move(left));
      made.children.push_back(sum());
      made.infixes.push_back(*found);
      left = std::move(made);
    }
    if (infix(comparisons) != nullptr || now_.is("in")) {
      throw Error(ExitCode::bad_config,
                  at_character(now_.position) + "comparisons do not follow one another; write a < b and b < c, or put one in parentheses");
    }
    return left;
  }

  Node membership(Node subject) {
    Node made = node(Node::Kind::member, subject.position);
    made.children.push_back(std::move(subject));
    if (now_.is("not")) {
      made.inverted = true;
      take();
      if (!now_.is("in")) fail("'in'");
    }
    take();
    if (!now_.is("(")) fail("'('");
    do {
      take();
      made.children.push_back(item());
    } while (now_.is(","));
    close("',' or ')'");
    return made;
  }

  Node item() {
    const std::size_t start = now_.position;
    const bool negative = now_.is("-");
    if (negative) take();
    if (now_.kind != TokenKind::number && (negative || now_.kind != TokenKind::text)) fail(negative ? "a number" : "a number or a text");
    Node made = node(now_.kind == TokenKind::number ? Node::Kind::number : Node::Kind::text, start);
    made.number = negative ? -now_.number : now_.number;
    made.text = now_.value;
    take();
    return made;
  }

  Node sum() { return chain(sums, &Parser::product); }
  Node product() { return chain(products, &Parser::factor); }
  Node factor() { return now_.is("-") ? prefix(Node::Kind::negate, &Parser::factor) : power(); }

  Node power() {
    Node base = value();
    const Infix* found = infix(powers);
    if (found == nullptr) return base;
    Node made = node(Node::Kind::chain, base.position);
    made.children.push_back(std::move(base));
    made.infixes.push_back(*found);
    enter();
    made.children.push_back(factor());
    --nesting_;
    return made;
  }

  Node value() {
    if (now_.is("(")) {
      enter();
      Node inside = disjunction();
      close("an operator or ')'");
      --nesting_;
      return inside;
    }
    const bool keyword = now_.is("and") || now_.is("or") || now_.is("not") || now_.is("in");
    if (now_.kind == TokenKind::end || now_.kind == TokenKind::symbol || keyword) fail("a number, a name, a text or '('");
    Token token = take();
    if (token.kind == TokenKind::name && now_.is("(")) return call(token);
    Node made = node(token.kind == TokenKind::number ? Node::Kind::number
                     : token.kind == TokenKind::text ? Node::Kind::text
                                                     : Node::Kind::name,
                     token.position);
    made.number = token.number;
    made.text = std::move(token.value);
    return made;
  }

  Node call(const Token& name) {
    Node made = node(Node::Kind::call, name.position);
    made.function = kernels::derive::find_function(name.value);
    if (made.function == nullptr) {
      std::vector<std::string> known;
      for (const Function& function : kernels::derive::functions()) known.emplace_back(function.name);
      throw Error(ExitCode::bad_config,
                  at_character(name.position) + "there is no function '" + name.value + "'" + suggest(name.value, known));
    }
    enter();
    if (!now_.is(")")) made.children.push_back(disjunction());
    while (now_.is(",")) {
      take();
      made.children.push_back(disjunction());
    }
    close();
    --nesting_;
    check_count(*made.function, made);
    return made;
  }

  static void check_count(const Function& function, const Node& call) {
    const std::size_t found = call.children.size(), least = function.least();
    if (function.repeats() ? found >= least : found == least) return;
    throw Error(ExitCode::bad_config, at_character(call.position) + "expected " + (function.repeats() ? "at least " : "") +
                                          std::to_string(least) + (least == 1 ? " argument" : " arguments") + " for " +
                                          std::string(function.call) + ", found " + std::to_string(found));
  }

  Node prefix(Node::Kind kind, Node (Parser::*operand)()) {
    Node made = node(kind, now_.position);
    enter();
    made.children.push_back((this->*operand)());
    --nesting_;
    return made;
  }

  void enter() {
    if (++nesting_ > max_nesting) {
      throw Error(ExitCode::bad_config, at_character(now_.position) + "nested more than " + std::to_string(max_nesting) +
                                            " deep; split the expression into several derived columns");
    }
    take();
  }

  void close(const char* expected = "an operator, ',' or ')'") {
    if (!now_.is(")")) fail(expected);
    take();
  }

  static Node node(Node::Kind kind, std::size_t position) {
    Node made;
    made.kind = kind;
    made.position = position;
    return made;
  }

  Token take() { return std::exchange(now_, lexer_.next()); }

  [[noreturn]] void fail(const std::string& expected) {
    std::string message = at_character(now_.position) + "expected " + expected + ", found " + shown(now_);
    for (const auto& [foreign, here] : spellings) {
      if (now_.is(foreign)) message += "; write " + std::string(here);
    }
    throw Error(ExitCode::bad_config, message);
  }

  Lexer lexer_;
  Token now_;
  int nesting_ = 0;
};

}  // namespace

Node parse_expression(std::string_view text) { return Parser(text).parse(); }

}  // namespace trainyard::features
