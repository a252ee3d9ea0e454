// The way of one row through the steps of a fitted transform.
#include <algorithm>
#include <cmath>
#include <set>

#include "host/dataset/rows_json.hpp"
#include "host/features/steps.hpp"

namespace trainyard::features {
namespace {

using dataset::Column;
using Json = nlohmann::ordered_json;

dataset::Table single_row(const dataset::Table& table, std::uint32_t row) {
  dataset::Table single{.columns = {}, .ids = {table.ids.at(row)}};
  for (const Column& column : table.columns) {
    Column cell{column.name, column.type, {}, {}, column.dictionary, {}, column.personal};
    if (!column.numbers.empty()) cell.numbers = {column.numbers.at(row)};
    if (!column.codes.empty()) cell.codes = {column.codes.at(row)};
    if (!column.texts.empty()) cell.texts = {column.texts.at(row)};
    single.columns.push_back(std::move(cell));
  }
  return single;
}

Json number_json(double value) { return std::isnan(value) ? Json() : Json(value); }

/// Explains one row; every explanation is {value, steps}: what the column holds, and each step's {step, learned, value}.
class Explainer {
 public:
  Explainer(const Exec& exec, const dataset::Table& single, const std::vector<Derivation>& derive)
      : exec_(exec), inputs_(exec, single, row_, derive), cells_(dataset::rows_json(single).at(0)) {}

  /// Each prefix of the chain is run, so that what is shown is what the kernel makes.
  Json operator()(const NumericStep& step) {
    const auto numbers = inputs_.numbers(step.name);
    const Json learned = step.to_json().at("maps");
    const kernels::map::Chain chain(exec_, step.by.empty() ? step.maps : step.maps_for(inputs_.dictionary(step.by)));
    const auto codes = step.by.empty() ? InputColumns::Codes() : inputs_.codes(step.by);
    const auto maps = chain.over(codes.view());
    Json steps = Json::array();
    for (std::size_t done = 0; done < step.maps.size(); ++done) {
      kernels::Buffer<double> result(exec_, 1);
      kernels::map::to_numbers(exec_, numbers->view(), std::span(maps).first(done + 1), result.view());
      const auto kind = step.maps[done].kind;
      Json map = learned.at(done);
      map.erase("map");
      if (kernels::map::numbers_taken(kind) < 2) map.erase("b");
      if (kernels::map::numbers_taken(kind) < 1) map.erase("a");
      steps.push_back(
          {{"step", kernels::map::kind_name(kind)}, {"learned", std::move(map)}, {"value", number_json(result.download().at(0))}});
    }
    const auto cell = cells_.find(step.name);
    return {{"value", cell != cells_.end() ? *cell : number_json(numbers->download().at(0))}, {"steps", std::move(steps)}};
  }

  Json operator()(const CategoryStep& step) {
    const std::int32_t code = inputs_.codes(step.name).download().at(0);
    const dataset::Dictionary text = code < 0 ? dataset::Dictionary() : dataset::Dictionary{text_of(step.name, code)};
    const CategoryStep::Lookup lookup = step.look_up(text);
    const bool unseen = lookup.unseen.back() != 0;
    const std::int32_t position = lookup.positions.back();
    const bool pooled = position == static_cast<std::int32_t>(step.categories.size());
    const auto named = [&] { return Json(pooled ? other_category : step.categories.at(static_cast<std::size_t>(position))); };

    Json steps = Json::array();
    const auto add = [&](const char* what, Json learned, Json value) {
      steps.push_back({{"step", what}, {"learned", std::move(learned)}, {"value", std::move(value)}});
    };
    if (code < 0 && position < 0 && !unseen) {
      add("missing", Json::object(), nullptr);
    } else {
      if (code < 0) add("impute", {{"impute", step.options.impute}}, unseen || pooled ? Json(missing_category) : named());
      if (unseen) {
        add("unseen", {{"unseen", step.options.unseen}}, position < 0 ? Json() : named());
      } else if (pooled) {
        add("rare", {{"min_frequency", step.options.min_frequency}}, named());
      } else {
        add("seen", {{"categories", step.categories.size()}}, named());
      }
    }
    return {{"value", code < 0 ? Json() : Json(text.front())}, {"steps", std::move(steps)}};
  }

 private:
  std::string text_of(const std::string& name, std::int32_t code) { return inputs_.dictionary(name).at(static_cast<std::size_t>(code)); }

  static constexpr std::uint32_t row_[] = {0};

  const Exec& exec_;
  InputColumns inputs_;
  Json cells_;
};

/// Leaves nothing from which a personal value could be told.
void hide(Json& column) {
  const auto hidden = [](Json& value) {
    if (!value.is_null()) value = dataset::personal_value;
  };
  hidden(column["value"]);
  for (Json& step : column["steps"]) hidden(step["value"]);
  const auto one_hot = column["column"].get<std::string>() + "=";
  for (Json& feature : column["features"]) {
    if (feature["name"].get<std::string>().starts_with(one_hot)) feature["name"] = one_hot + dataset::personal_value;
    hidden(feature["value"]);
  }
}

/// Personal columns, and those derived from them.
std::set<std::string> personal_names(const dataset::Table& table, const std::vector<Derivation>& derive) {
  std::set<std::string> names;
  for (const Column& column : table.columns) {
    if (column.personal) names.insert(column.name);
  }
  for (const Derivation& derivation : derive) {
    const auto& used = derivation.expression.columns;
    if (std::ranges::any_of(used, [&](const UsedColumn& column) { return names.contains(column.name); })) names.insert(derivation.name);
  }
  return names;
}

}  // namespace

nlohmann::ordered_json Transform::explain(const Exec& exec, const dataset::Table& table, std::uint32_t row) const {
  const dataset::Table single = single_row(table, row);
  const std::vector<std::uint32_t> rows = {0};
  const Matrix x = apply(exec, single, rows);
  const std::set<std::string> personal = personal_names(single, steps_->derive);
  Explainer explainer(exec, single, steps_->derive);
  Json columns = Json::array();
  std::size_t next = 0;
  for (const Steps::Step& step : steps_->columns) {
    const std::string& name = Steps::name(step);
    Json column = {{"column", name}};
    const auto derivation = std::ranges::find_if(steps_->derive, [&](const Derivation& d) { return d.name == name; });
    if (derivation != steps_->derive.end()) {
      column["expression"] = derivation->text;
    } else {
      column["type"] = dataset::type_name(single.find(name)->type);
    }
    column.update(std::visit(explainer, step));
    column["features"] = Json::array();
    for (const std::string& feature : Steps::features(step)) {
      if (next == names_.size() || names_[next] != feature) continue;  // selection took it out
      column["features"].push_back({{"name", feature}, {"value", number_json(double{x.values[next++]})}});
    }
    if (personal.contains(name)) hide(column);
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace trainyard::features
