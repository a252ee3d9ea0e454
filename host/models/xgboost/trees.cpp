#include "host/models/xgboost/trees.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "host/error/error.hpp"

namespace trainyard::models::xgboost {
namespace {

using kernels::trees::Link;
using nlohmann::json;

constexpr auto node_bytes = static_cast<std::uint32_t>(sizeof(kernels::trees::Node));

[[noreturn]] void damaged(const std::string& what) { throw Error(ExitCode::bad_data, "the XGBoost model is damaged: " + what); }

struct Objective {
  const char* name;
  Link link;
};

constexpr std::array<Objective, 11> objectives = {{{"binary:logistic", Link::logistic},
                                                   {"multi:softprob", Link::softmax},
                                                   {"reg:squarederror", Link::identity},
                                                   {"reg:squaredlogerror", Link::identity},
                                                   {"reg:absoluteerror", Link::identity},
                                                   {"reg:pseudohubererror", Link::identity},
                                                   {"reg:quantileerror", Link::identity},
                                                   {"reg:logistic", Link::logistic},
                                                   {"reg:gamma", Link::exponential},
                                                   {"reg:tweedie", Link::exponential},
                                                   {"count:poisson", Link::exponential}}};

/// Of "[5E-1,2.5E-1]", or of "5E-1" as before XGBoost 3.1, `outputs` numbers: one stands for all.
std::vector<float> base_of(const std::string& text, Link link, std::size_t outputs) {
  const bool is_list = text.starts_with('[');
  const json list = json::parse(is_list ? text : "[" + text + "]", nullptr, false);
  if (!list.is_array() || list.empty() || (list.size() != 1 && list.size() != outputs)) damaged("base_score is " + text);
  std::vector<float> base;
  for (std::size_t k = 0; k < outputs; ++k) base.push_back(margin_of(link, list.at(list.size() == 1 ? 0 : k).get<float>()));
  return base;
}

/// One tree of the file.
struct Source {
  std::vector<std::int32_t> left, right, column;
  std::vector<float> value;  ///< of a split its threshold, of a leaf what it adds
  std::vector<std::uint8_t> default_left, is_category;
  std::vector<std::int32_t> categories, category_nodes;
  std::vector<std::int64_t> segments, sizes;

  explicit Source(const json& tree)
      : left(tree.at("left_children")),
        right(tree.at("right_children")),
        column(tree.at("split_indices")),
        value(tree.at("split_conditions")),
        default_left(tree.at("default_left")),
        is_category(tree.value("split_type", std::vector<std::uint8_t>(left.size()))),
        categories(tree.value("categories", std::vector<std::int32_t>())),
        category_nodes(tree.value("categories_nodes", std::vector<std::int32_t>())),
        segments(tree.value("categories_segments", std::vector<std::int64_t>())),
        sizes(tree.value("categories_sizes", std::vector<std::int64_t>())) {
    const std::size_t count = left.size();
    if (count == 0 || right.size() != count || column.size() != count || value.size() != count || default_left.size() != count ||
        is_category.size() != count || segments.size() != category_nodes.size() || sizes.size() != category_nodes.size()) {
      damaged("a tree's arrays are not of one length");
    }
  }

  [[nodiscard]] bool is_leaf(std::size_t node) const { return left[node] == -1; }

  /// As Forest::words has it.
  [[nodiscard]] std::vector<std::uint32_t> set_of(std::size_t node) const {
    const auto at = std::ranges::find(category_nodes, static_cast<std::int32_t>(node)) - category_nodes.begin();
    const auto index = static_cast<std::size_t>(at);
    if (index == category_nodes.size()) damaged("a split by categories has none");
    const std::int64_t first = segments[index], size = sizes[index], all = static_cast<std::int64_t>(categories.size());
    if (first < 0 || size < 0 || first > all || size > all - first) damaged("a split's categories are out of range");
    std::vector<std::uint32_t> set(1);
    for (std::int64_t i = first; i < first + size; ++i) {
      const std::int32_t category = categories[static_cast<std::size_t>(i)];
      if (category < 0 || category >= 1 << 24) damaged("a split has category " + std::to_string(category));
      const std::size_t word = 1 + static_cast<std::size_t>(category) / 32;
      if (set.size() <= word) set.resize(word + 1);
      set[word] |= 1U << category % 32;
    }
    set[0] = static_cast<std::uint32_t>(set.size() - 1);
    return set;
  }
};

/// Lays trees out: children side by side, breadth first.
class Layout {
 public:
  Layout(kernels::trees::Forest& forest, std::size_t columns) : forest_(forest), columns_(columns) {}

  void add(const Source& source, float weight, std::int32_t output) {
    struct Pending {
      std::size_t from, to;
      std::int32_t depth;
    };
    std::vector<Pending> queue = {{0, place(), 0}};
    kernels::trees::Tree tree{.root = offset_of(queue[0].to), .output = output};
    std::vector<bool> seen(source.left.size());
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const Pending one = queue[next];
      if (seen[one.from]) damaged("a tree's node is the child of two");
      seen[one.from] = true;
      tree.depth = std::max(tree.depth, one.depth);
      if (source.is_leaf(one.from)) {
        set_leaf(one.to, source.value[one.from] * weight);
        continue;
      }
      const auto [first, second] = children(source, one.from);
      const std::size_t there = place();
      (void)place();
      if (set_split(source, one.from, one.to, there)) tree.categories = 1;
      queue.push_back({first, there, one.depth + 1});
      queue.push_back({second, there + 1, one.depth + 1});
    }
    forest_.trees.push_back(tree);
  }

 private:
  static std::uint32_t offset_of(std::size_t node) { return static_cast<std::uint32_t>(node) * node_bytes; }

  std::size_t place() {
    if (forest_.nodes.size() >= std::numeric_limits<std::uint32_t>::max() / node_bytes) damaged("it has too many nodes");
    forest_.nodes.emplace_back();
    return forest_.nodes.size() - 1;
  }

  void set_leaf(std::size_t at, float value) {
    forest_.nodes[at] = {
        .threshold = std::numeric_limits<float>::infinity(), .children = offset_of(at), .extra = std::bit_cast<std::uint32_t>(value)};
  }

  /// Left and right, or where numbers are missing to the right, right and left.
  [[nodiscard]] static std::pair<std::size_t, std::size_t> children(const Source& source, std::size_t from) {
    const auto left = static_cast<std::size_t>(source.left[from]), right = static_cast<std::size_t>(source.right[from]);
    if (left >= source.left.size() || right >= source.left.size()) damaged("a node's child is out of range");
    if (source.is_category[from] != 0 || source.default_left[from] != 0) return {left, right};
    return {right, left};
  }

  /// Returns whether it splits by categories.
  bool set_split(const Source& source, std::size_t from, std::size_t to, std::size_t there) {
    const auto column = static_cast<std::size_t>(source.column[from]);
    if (column >= columns_) damaged("a split's column is out of range");
    const bool by_category = source.is_category[from] != 0, opposite = source.default_left[from] == 0;
    kernels::trees::Node node{.threshold = source.value[from],
                              .place = kernels::trees::place_of(static_cast<std::uint32_t>(column), opposite),
                              .children = offset_of(there)};
    if (by_category) {
      const auto set = source.set_of(from);
      node.extra = static_cast<std::uint32_t>(forest_.words.size());
      forest_.words.insert(forest_.words.end(), set.begin(), set.end());
    } else if (std::isnan(node.threshold)) {
      damaged("a split's threshold is no number");
    } else if (opposite) {  // value < t to the left is: -value >= the next float above -t to the second, which is the left one then
      node.threshold = std::nextafter(-node.threshold, std::numeric_limits<float>::infinity());
    }
    forest_.nodes[to] = node;
    return by_category;
  }

  kernels::trees::Forest& forest_;
  std::size_t columns_;
};

Target target_of(const std::string& objective, int classes) {
  if (objective == "binary:logistic") return {.task = Task::binary, .classes = 2};
  if (objective == "multi:softprob") return {.task = Task::multiclass, .classes = classes};
  if (classes == 0) return {};
  throw Error(ExitCode::bad_data, "the model's objective is " + objective + " for " + std::to_string(classes) +
                                      " classes, which is none that trainyard trains");
}

TreeModel read(const json& learner) {
  const std::string objective = learner.at("objective").at("name");
  const json& about = learner.at("learner_model_param");
  TreeModel model;  // g++ 12 destroys `words` twice when what initialises a member in braces throws
  model.link = link_of(objective);
  model.target = target_of(objective, std::stoi(about.at("num_class").get<std::string>()));
  model.columns = std::stoul(about.at("num_feature").get<std::string>());
  const std::size_t outputs = model.target.task == Task::multiclass ? model.target.width() : 1;
  model.forest.base = base_of(about.at("base_score"), model.link, outputs);

  const json& booster = learner.at("gradient_booster");
  const bool dart = booster.at("name") == "dart";
  const json& trees = (dart ? booster.at("gbtree") : booster).at("model");
  const auto weights = dart ? booster.at("weight_drop").get<std::vector<float>>() : std::vector<float>(trees.at("trees").size(), 1.0F);
  const auto output_of = trees.at("tree_info").get<std::vector<std::int32_t>>();
  if (weights.size() != trees.at("trees").size() || output_of.size() != weights.size()) damaged("its trees are not as many as it says");
  Layout layout(model.forest, model.columns);
  for (std::size_t t = 0; t < weights.size(); ++t) {
    if (output_of[t] < 0 || static_cast<std::size_t>(output_of[t]) >= outputs) damaged("a tree is of no class");
    layout.add(Source(trees.at("trees")[t]), weights[t], output_of[t]);
  }
  model.rounds = static_cast<int>(trees.at("iteration_indptr").size()) - 1;
  return model;
}

}  // namespace

Link link_of(const std::string& name) {
  const auto at = std::ranges::find_if(objectives, [&](const Objective& one) { return name == one.name; });
  if (at != objectives.end()) return at->link;
  throw Error(ExitCode::bad_data, "the model's objective is " + name + ", which is none that trainyard trains");
}

float margin_of(Link link, float prediction) {
  constexpr float least = 1e-6F;
  if (link == Link::exponential) return std::log(prediction);
  if (link != Link::logistic) return prediction;
  return -std::log(1.0F / std::min(std::max(prediction, least), 1.0F - least) - 1.0F);
}

TreeModel read_trees(const std::string& ubj) {
  try {
    return read(json::from_ubjson(ubj).at("learner"));
  } catch (const json::exception& e) {
    damaged(e.what());
  } catch (const std::logic_error& e) {  // a text that is no number
    damaged(e.what());
  }
}

}  // namespace trainyard::models::xgboost
