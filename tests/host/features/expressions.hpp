// Expressions with their columns' types told, as a test writes them.
#pragma once

#include <map>
#include <string>

#include "host/features/expression.hpp"

namespace trainyard::features::test {

/// Compiles; a name that `types` lacks is a number, or a problem when it is "unknown".
inline Expression compiled(const std::string& text, const std::map<std::string, ValueType>& types = {}) {
  return compile_expression(parse_expression(text), [&](const std::string& name) -> std::variant<ValueType, std::string> {
    if (name == "unknown") return "there is no column 'unknown'";
    const auto found = types.find(name);
    return found == types.end() ? ValueType::number : found->second;
  });
}

}  // namespace trainyard::features::test
