// Our side of the benchmark: a dataset's shards to features, as the chain does it.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

#include "bench/measuring/moment.hpp"
#include "host/dataset/dataset.hpp"
#include "host/features/transform.hpp"

namespace {

using namespace trainyard;

// A line of /proc/self/status: VmRSS is what this program holds, VmHWM the most it has held since forget_peak().
long status_kb(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
  }
  return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

template <class Work>
auto timed(nlohmann::ordered_json& parts, const char* part, const Work& work) {
  const Moment before;
  auto result = work();
  const Moment after;
  parts[part] = {{"wall", after.wall - before.wall}, {"cpu", after.cpu - before.cpu}};
  return result;
}

features::FeatureOptions options() {
  features::FeatureOptions options;
  options.numeric.impute = "median";
  options.numeric.scale = "standard";
  options.columns = {{"c1k", {{"encode", "ordinal"}}}, {"c10k", {{"encode", "target"}}}, {"c100k", {{"encode", "target"}}}};
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  const Exec exec{.threads = std::atoi(argv[3])};
  nlohmann::ordered_json parts;
  const auto dataset = dataset::Dataset::open(argv[1]);
  const auto table = timed(parts, "read", [&] { return dataset.read(); });
  const std::vector<double>& y = table.find("label")->numbers;
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  const features::TableRows source(table);
  forget_peak();
  const long held = status_kb("VmRSS");
  const auto transform = timed(parts, "fit", [&] {
    return features::Transform::fit(exec, options(), dataset.schema(), {.source = source, .rows = rows, .y = y, .classes = 2});
  });
  const auto x = timed(parts, "apply", [&] { return transform.apply(exec, table, rows); });
  std::cout << nlohmann::ordered_json{{"parts", parts}, {"extra_kb", status_kb("VmHWM") - held}} << "\n";
  std::ofstream(argv[2], std::ios::binary)
      .write(reinterpret_cast<const char*>(x.values.data()), static_cast<std::streamsize>(x.values.size() * sizeof(float)));
  return 0;
}
