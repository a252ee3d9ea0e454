// Random expressions over numbers, as text for the program and as a tree that a plain recursion evaluates for one row.
#pragma once

#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kernels/base/math.cuh"
#include "kernels/base/power.cuh"
#include "kernels/base/trigonometry.cuh"

namespace trainyard::reference {

/// A number that may be missing; every step that is infinite or undefined is missing.
struct Maybe {
  bool known = false;
  double number = 0.0;
};

struct Tree {
  std::string what;  ///< an operator, a function's name, "column" or "number"
  double number = 0.0;
  std::size_t column = 0;
  std::vector<Tree> parts;
};

inline Maybe maybe(double number) { return std::isfinite(number) ? Maybe{true, number} : Maybe{}; }
inline Maybe truth(bool holds) { return {true, holds ? 1.0 : 0.0}; }

inline Maybe of_two(const std::string& what, double a, double b) {
  if (what == "+") return maybe(a + b);
  if (what == "-") return maybe(a - b);
  if (what == "*") return maybe(a * b);
  if (what == "/") return maybe(a / b);
  if (what == "%") {
    const double rest = std::fmod(a, b);
    return maybe(rest != 0.0 && std::signbit(rest) != std::signbit(b) ? rest + b : rest);
  }
  if (what == "^") return maybe(kernels::cpu::portable_power(a, b));
  if (what == "==") return truth(a == b);
  if (what == "!=") return truth(a != b);
  if (what == "<") return truth(a < b);
  if (what == "<=") return truth(a <= b);
  if (what == ">") return truth(a > b);
  if (what == ">=") return truth(a >= b);
  if (what == "min") return maybe(b < a ? b : a);
  return maybe(b > a ? b : a);  // max
}

inline Maybe of_one(const std::string& what, double a) {
  if (what == "neg") return maybe(-a);
  if (what == "not") return truth(a == 0.0);
  if (what == "abs") return maybe(std::fabs(a));
  if (what == "sign") return maybe(a > 0.0 ? 1.0 : a < 0.0 ? -1.0 : 0.0);
  if (what == "floor") return maybe(std::floor(a));
  if (what == "ceil") return maybe(std::ceil(a));
  if (what == "round") return maybe(std::nearbyint(a));
  if (what == "sqrt") return maybe(std::sqrt(a));
  if (what == "exp") return maybe(kernels::cpu::portable_exp(a));
  if (what == "log") return maybe(kernels::cpu::portable_log(a));
  if (what == "log1p") return maybe(kernels::cpu::portable_log1p(a));
  if (what == "sin") return maybe(kernels::cpu::portable_sin(a));
  return maybe(kernels::cpu::portable_cos(a));  // cos
}

inline Maybe evaluate(const Tree& tree, const std::vector<double>& row) {
  if (tree.what == "number") return {true, tree.number};
  if (tree.what == "column") return maybe(row[tree.column]);
  const Maybe a = evaluate(tree.parts[0], row);
  if (tree.what == "is_missing") return truth(!a.known);
  if (tree.what == "coalesce") return a.known ? a : evaluate(tree.parts[1], row);
  if (tree.what == "if") return a.known ? evaluate(tree.parts[a.number != 0.0 ? 1 : 2], row) : Maybe{};
  if (tree.what == "and" || tree.what == "or") {
    const Maybe b = evaluate(tree.parts[1], row);
    const bool decisive = tree.what == "or";
    for (const Maybe& side : {a, b}) {
      if (side.known && (side.number != 0.0) == decisive) return truth(decisive);
    }
    return a.known && b.known ? truth(!decisive) : Maybe{};
  }
  if (!a.known) return {};
  if (tree.parts.size() == 1) return of_one(tree.what, a.number);
  const Maybe b = evaluate(tree.parts[1], row);
  return b.known ? of_two(tree.what, a.number, b.number) : Maybe{};
}

inline Tree random_tree(std::mt19937_64& random, int depth, std::size_t columns) {
  static const std::vector<std::string> ones = {"neg",  "not", "abs", "sign",  "floor", "ceil", "round",
                                                "sqrt", "exp", "log", "log1p", "sin",   "cos",  "is_missing"};
  static const std::vector<std::string> twos = {"+",  "-", "*",  "/",   "%",   "^",        "==",  "!=", "<",
                                                "<=", ">", ">=", "min", "max", "coalesce", "and", "or"};
  Tree tree;
  const auto kind = depth == 0 ? random() % 2 : random() % 10;
  if (kind == 0) {
    tree.what = "number";
    tree.number = static_cast<double>(random() % 40) / 4.0;
  } else if (kind == 1) {
    tree.what = "column";
    tree.column = random() % columns;
  } else {
    const std::size_t parts = kind < 4 ? 1 : kind < 9 ? 2 : 3;
    tree.what = parts == 1 ? ones[random() % ones.size()] : parts == 2 ? twos[random() % twos.size()] : "if";
    for (std::size_t i = 0; i < parts; ++i) tree.parts.push_back(random_tree(random, depth - 1, columns));
  }
  return tree;
}

/// With brackets around everything; column k is called xk.
inline std::string text_of(const Tree& tree) {
  if (tree.what == "number") return std::to_string(tree.number);
  if (tree.what == "column") return "x" + std::to_string(tree.column);
  const bool word = tree.what.front() >= 'a' && tree.what.front() <= 'z';
  const bool infix = tree.what == "and" || tree.what == "or" || !word;
  if (tree.what == "neg" || tree.what == "not") return (tree.what == "neg" ? "(-" : "(not ") + text_of(tree.parts[0]) + ")";
  if (infix) return "(" + text_of(tree.parts[0]) + " " + tree.what + " " + text_of(tree.parts[1]) + ")";
  std::string text = tree.what + "(";
  for (std::size_t i = 0; i < tree.parts.size(); ++i) text += (i == 0 ? "" : ", ") + text_of(tree.parts[i]);
  return text + ")";
}

}  // namespace trainyard::reference
