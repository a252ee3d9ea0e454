// Options and a schema put together: what is done to every column, in the order of the features.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/features/expression.hpp"
#include "host/features/options.hpp"

namespace trainyard::features {

/// Takes one mistake: the config key it belongs to and the message.
using Report = std::function<void(const std::string& key, const std::string& message)>;

/// A derived column that is ready to run.
struct Derivation {
  std::string name;
  std::string text;
  Expression expression;
};

/// One input column, or one derived column.
struct ColumnPlan {
  std::string name;
  std::variant<NumericOptions, CategoryOptions> options;
};

struct Plan {
  std::vector<Derivation> derive;   ///< in the order given; each may use the ones before it
  std::vector<ColumnPlan> columns;  ///< feature columns in schema order, then the derived ones
};

/// Checks everything that needs the schema; what is wrong is reported and left out of the plan.
Plan make_plan(const FeatureOptions& options, const dataset::Schema& schema, const Report& report);

/// Why the encoder is of no use with a target of so many classes, 0 for a number; "" when it is.
std::string encoder_problem(const CategoryOptions& options, std::size_t classes);

/// Reads the keys that `values` has over what `options` holds. Reports unknown keys, unknown words and wrong types under `key`.
void read_numeric(const nlohmann::ordered_json& values, const std::string& key, NumericOptions& options, const Report& report);
void read_category(const nlohmann::ordered_json& values, const std::string& key, CategoryOptions& options, const Report& report);

}  // namespace trainyard::features
