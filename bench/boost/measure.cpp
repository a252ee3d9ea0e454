// bench_boost TASK: trains on a table and prints what the rounds took as JSON. TASK is a JSON file: the files `values` (float32, column
// after column) and `targets`, `columns`, `train` (of the rows, the first so many are trained on, the others are validated on), `rounds`,
// `objective`, the parameters by XGBoost's names, and the file `margins` to write, float32 for each validation row. Reading, quantising and
// validating are not measured.
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/measuring/moment.hpp"
#include "bench/measuring/program.hpp"
#include "kernels/quantise/cuts.hpp"
#include "kernels/trees/boost.hpp"

namespace {

using namespace trainyard;
using kernels::trees::BinnedRows;
using kernels::trees::Booster;
using kernels::trees::BoostParams;

std::vector<float> read_values(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<float> values(static_cast<std::size_t>(file.tellg()) / sizeof(float));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(float)));
  return values;
}

BoostParams params_of(const nlohmann::json& task) {
  BoostParams params;
  if (task.at("objective") == "logistic") params.objective = kernels::trees::Objective::logistic;
  const auto set = [&](const char* name, auto& value) { value = task.value(name, value); };
  set("seed", params.seed);
  set("learning_rate", params.learning_rate);
  set("max_depth", params.max_depth);
  set("min_child_weight", params.min_child_weight);
  set("lambda", params.lambda);
  set("alpha", params.alpha);
  set("gamma", params.gamma);
  set("max_delta_step", params.max_delta_step);
  set("subsample", params.subsample);
  set("colsample_bytree", params.colsample_bytree);
  set("colsample_bylevel", params.colsample_bylevel);
  set("colsample_bynode", params.colsample_bynode);
  return params;
}

nlohmann::ordered_json measure(char** arguments) {
  std::ifstream file(arguments[1]);
  const auto task = nlohmann::json::parse(file);
  const std::vector<float> values = read_values(task.at("values")), targets = read_values(task.at("targets"));
  const std::size_t rows = targets.size(), train = task.at("train"), columns = task.at("columns");
  const Exec exec;
  const auto cuts = kernels::quantise::find_cuts(exec, {values.data(), train, columns, rows}, {}, 256);
  const BinnedRows known(exec, {values.data(), train, columns, rows}, cuts);
  const float base[] = {task.at("base_margin")};
  Booster booster(exec, params_of(task), known, {targets.data(), train}, {}, base);

  const Moment begin;
  for (int round = task.at("rounds"); round > 0; --round) booster.update();
  const Moment end;

  booster.add_validation(BinnedRows(exec, {values.data() + train, rows - train, columns, rows}, cuts));
  const auto margins = booster.validation_margins();
  std::ofstream output(task.at("margins").get<std::string>(), std::ios::binary);
  output.write(reinterpret_cast<const char*>(margins.data), static_cast<std::streamsize>(margins.size * sizeof(float)));
  if (!output.flush()) throw std::runtime_error("cannot write the margins");
  std::size_t nodes = 0;
  for (const auto& tree : booster.trees()) nodes += tree.nodes.size();
  return {{"wall", end.wall - begin.wall}, {"cpu", end.cpu - begin.cpu}, {"nodes", nodes}};
}

}  // namespace

int main(int count, char** arguments) { return measuring_program("bench_boost TASK", count, arguments, measure); }
