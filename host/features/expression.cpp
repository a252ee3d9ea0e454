#include "host/features/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/error/error.hpp"

namespace trainyard::features {
namespace {

using kernels::derive::Instruction;
using kernels::derive::Op;

// Each level of nesting leaves at most two values waiting (a + b * …), and the innermost holds three: 2 * 30 + 3 fits the stack.
constexpr int max_nesting = 30;
static_assert(2 * max_nesting + 3 <= kernels::derive::max_stack);

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) > 127; }
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '.'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }  // of a character in UTF-8

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expression parse() {
    sum();
    if (!at_end()) fail("an operator (+ - * /) or the end");
    return std::move(out_);
  }

 private:
  void sum() {
    product();
    while (peek() == '+' || peek() == '-') {
      const Op op = take() == '+' ? Op::add : Op::subtract;
      product();
      emit(op);
    }
  }

  void product() {
    factor();
    while (peek() == '*' || peek() == '/') {
      const Op op = take() == '*' ? Op::multiply : Op::divide;
      factor();
      emit(op);
    }
  }

  void factor() {
    const char c = peek();
    if (c == '-') {
      enter();
      factor();
      --nesting_;
      emit(Op::negate);
    } else if (c == '(') {
      enter();
      sum();
      if (peek() != ')') fail("an operator (+ - * /) or ')'");
      take();
      --nesting_;
    } else if (is_digit(c) || c == '.') {
      number();
    } else if (c == '`') {
      quoted();
    } else if (starts_name(c)) {
      const std::size_t start = at_;
      while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
      operand(std::string(text_.substr(start, at_ - start)), start);
    } else {
      fail("a number, a column name or '('");
    }
  }

  void enter() {
    if (++nesting_ > max_nesting) {
      throw Error(ExitCode::bad_config, place(at_) + "nested more than " + std::to_string(max_nesting) +
                                            " deep; split the expression into several derived columns");
    }
    take();
  }

  void number() {
    const std::size_t start = at_;
    double value = 0.0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error == std::errc::invalid_argument) fail("a number");
    const std::string_view word(text_.data() + start, static_cast<std::size_t>(end - (text_.data() + start)));
    if (error != std::errc() || !std::isfinite(value)) {
      throw Error(ExitCode::bad_config, place(start) + "the number " + std::string(word) + " is out of range");
    }
    at_ += word.size();
    if (at_ < text_.size() && continues_name(text_[at_])) fail("an operator after the number " + std::string(word));
    out_.program.push_back({Op::number, 0, value});
  }

  void quoted() {
    const std::size_t start = at_++;
    std::string name;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '`') {
        name += c;
      } else if (at_ < text_.size() && text_[at_] == '`') {
        name += c;
        ++at_;
      } else {
        if (name.empty()) throw Error(ExitCode::bad_config, place(start) + "a column name is empty");
        return operand(std::move(name), start);
      }
    }
    throw Error(ExitCode::bad_config, place(start) + "the backquote is never closed");
  }

  void operand(std::string name, std::size_t start) {
    auto known = std::find_if(out_.operands.begin(), out_.operands.end(), [&](const Operand& o) { return o.name == name; });
    const auto index = known - out_.operands.begin();
    if (known == out_.operands.end()) out_.operands.push_back({std::move(name), position(start)});
    out_.program.push_back({Op::column, static_cast<std::int32_t>(index), 0.0});
  }

  void emit(Op op) { out_.program.push_back({op, 0, 0.0}); }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }
  char peek() { return at_end() ? '\0' : text_[at_]; }
  char take() { return text_[at_++]; }

  // Characters, not bytes: continuation bytes of UTF-8 do not count.
  std::size_t position(std::size_t byte) const {
    return 1 + static_cast<std::size_t>(std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(byte),
                                                      [](char c) { return !is_continuation(c); }));
  }
  std::string place(std::size_t byte) const { return "character " + std::to_string(position(byte)) + ": "; }

  [[noreturn]] void fail(const std::string& expected) {
    const std::string found = at_end() ? "the end" : shown(at_);
    throw Error(ExitCode::bad_config, place(at_) + "expected " + expected + ", found " + found);
  }

  // One character for a message: all its bytes in UTF-8, a control character by its number.
  std::string shown(std::size_t byte) const {
    const auto first = static_cast<unsigned char>(text_[byte]);
    if (first < 32 || first == 127) return "control character " + std::to_string(first);
    std::size_t end = byte + 1;
    while (first > 127 && end < text_.size() && is_continuation(text_[end])) ++end;
    return "'" + std::string(text_.substr(byte, end - byte)) + "'";
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  Expression out_;
};

}  // namespace

Expression parse_expression(std::string_view text) { return Parser(text).parse(); }

}  // namespace trainyard::features
