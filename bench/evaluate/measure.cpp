// bench_evaluate FOLDER ROWS REPLICATES SEED REPLICATE THREADS REPETITIONS: reads the rows from the files actual (float64), positive
// (float32) and decided (int32) of FOLDER, and measures all metrics of a binary classification with their 95 % intervals. Prints {"values":
// {metric: value}, "replicate": {metric: value on that one}, "intervals": {metric: [low, high]}, "wall": […], "cpu": […], "max_rss_kb": …}
// as JSON, and writes that replicate's counts (uint8) to FOLDER/counts.
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/measuring/moment.hpp"
#include "bench/measuring/program.hpp"
#include "host/evaluate/bootstrap.hpp"
#include "kernels/bootstrap/counts.hpp"

namespace {

using namespace trainyard;
using nlohmann::ordered_json;

template <class T>
std::vector<T> read(const std::string& path, std::size_t size) {
  std::vector<T> values(size);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(size * sizeof(T)));
  if (!file) throw std::runtime_error("cannot read " + path);
  return values;
}

/// The probabilities of both classes.
std::vector<float> of_both(const std::vector<float>& positive) {
  std::vector<float> both;
  both.reserve(2 * positive.size());
  for (const float p : positive) both.insert(both.end(), {1.0f - p, p});
  return both;
}

std::vector<std::string> metrics_of_classes() {
  std::vector<std::string> names;
  for (const auto& metric : kernels::metric::metrics()) {
    if (metric.kind != kernels::metric::Kind::values) names.emplace_back(metric.name);
  }
  return names;
}

ordered_json measure(char** arguments) {
  const std::string folder = std::string(arguments[1]) + "/";
  const std::size_t rows = std::stoul(arguments[2]), replicate = std::stoul(arguments[5]);
  const evaluate::Resampling resampling{.replicates = std::stoul(arguments[3]), .seed = std::stoul(arguments[4])};
  const Exec exec{.threads = std::stoi(arguments[6])};
  const auto actual = read<double>(folder + "actual", rows);
  const auto predicted = of_both(read<float>(folder + "positive", rows));
  const auto decided = read<std::int32_t>(folder + "decided", rows);
  const kernels::metric::Sample sample{.actual = actual, .predicted = predicted, .decided = decided, .classes = 2};
  const auto names = metrics_of_classes();
  ordered_json out;
  for (int repetition = 0; repetition < std::stoi(arguments[7]); ++repetition) {
    const Moment begin;
    const auto found = evaluate::bootstrap(exec, names, sample, resampling);
    const auto intervals = evaluate::intervals(found, 0.95);
    const Moment end;
    out["wall"].push_back(end.wall - begin.wall);
    out["cpu"].push_back(end.cpu - begin.cpu);
    for (std::size_t m = 0; m < names.size(); ++m) {
      out["values"][names[m]] = found.value[m];
      out["replicate"][names[m]] = found.values[m].at(replicate);
      out["intervals"][names[m]] = {intervals[m].low, intervals[m].high};
    }
  }
  const auto counts = kernels::bootstrap::poisson_counts(exec, resampling.seed, replicate, rows);
  std::ofstream(folder + "counts", std::ios::binary)
      .write(reinterpret_cast<const char*>(counts.data()), static_cast<std::streamsize>(rows));
  out["max_rss_kb"] = most_memory_kb();
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  return measuring_program("bench_evaluate FOLDER ROWS REPLICATES SEED REPLICATE THREADS REPETITIONS", count, arguments, measure);
}
