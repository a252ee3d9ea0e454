// bench_kernels [--device cpu|cuda] [--threads N] [--rows N] [--repetitions N]: what the kernels of the feature pipeline move per second,
// beside a plain copy on the same device in the same run. Every result is first compared with a plain loop on the host. Prints a table.
// bench_kernels --gpu: prints the name of the first GPU that this program has code for, or nothing.
#include <algorithm>
#include <boost/program_options.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "bench/kernels/cases.hpp"
#include "bench/kernels/copy.hpp"

namespace {

using namespace trainyard;

constexpr std::size_t compared_rows = 100'003;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Throws where a kernel's result is farther from the plain loop's than a float tells.
void compare(const Exec& exec) {
  for (const auto& one : bench::cases(exec, compared_rows)) {
    one.run();
    const auto found = one.found(), expected = one.expected();
    if (found.size() != expected.size()) throw std::runtime_error(one.name + ": another number of results than the plain loop's");
    for (std::size_t i = 0; i < found.size(); ++i) {
      const bool both_missing = std::isnan(found[i]) && std::isnan(expected[i]);
      if (both_missing || std::abs(found[i] - expected[i]) <= 1e-6 * std::max(std::abs(expected[i]), 1e-3)) continue;
      throw std::runtime_error(one.name + ": result " + std::to_string(i) + " is " + std::to_string(found[i]) + ", the plain loop's is " +
                               std::to_string(expected[i]));
    }
  }
}

struct Line {
  std::string name;
  double bytes;
  std::function<void()> run;
  std::vector<double> seconds = {};

  /// Gigabytes per second: of the median, of the slowest and of the fastest run.
  [[nodiscard]] double rate() const { return 1e-9 * bytes / seconds[seconds.size() / 2]; }
  [[nodiscard]] double slowest() const { return 1e-9 * bytes / seconds.back(); }
  [[nodiscard]] double fastest() const { return 1e-9 * bytes / seconds.front(); }
};

void measure(const Exec& exec, std::size_t rows, int repetitions) {
  compare(exec);
  std::vector<Line> lines;
  for (const auto& copy : bench::copies(exec, rows)) lines.push_back({copy.name, copy.bytes, copy.run});
  for (const auto& one : bench::cases(exec, rows)) lines.push_back({one.name, one.bytes, one.run});
  for (Line& line : lines) line.run();
  for (int i = 0; i < repetitions; ++i) {
    for (Line& line : lines) line.seconds.push_back(seconds_of(line.run));
  }
  for (Line& line : lines) std::ranges::sort(line.seconds);
  std::printf("%s, %d threads, %zu rows of double to float, %d interleaved repetitions; results agree with plain loops\n",
              exec.name().c_str(), exec.threads, rows, repetitions);
  std::printf("%-24s%12s  %-20s%10s%10s\n", "", "GB/s, median", "(spread)", "x copy", "ns/row");
  for (const Line& line : lines) {
    char spread[32];
    std::snprintf(spread, sizeof spread, "(%.2f to %.2f)", line.slowest(), line.fastest());
    std::printf("%-24s%12.2f  %-20s%10.2f%10.2f\n", line.name.c_str(), line.rate(), spread, line.rate() / lines.front().rate(),
                1e9 * line.seconds[line.seconds.size() / 2] / static_cast<double>(rows));
  }
}

int answer(int count, char** arguments) {
  namespace options = boost::program_options;
  std::string device;
  int threads = 1, repetitions = 7;
  std::size_t rows = 0;
  options::options_description known;
  auto add = known.add_options();
  add("gpu", "print the first GPU's name");
  add("device", options::value(&device)->default_value("cpu"));
  add("threads", options::value(&threads)->default_value(1));
  add("rows", options::value(&rows)->default_value(8'000'000));
  add("repetitions", options::value(&repetitions)->default_value(7));
  options::variables_map given;
  options::store(options::parse_command_line(count, arguments, known), given);
  options::notify(given);
  if (given.contains("gpu")) {
    const auto gpus = visible_gpus();
    if (!gpus.empty()) std::puts(gpus.front().name.c_str());
    return 0;
  }
  if (rows == 0 || repetitions < 1) throw std::invalid_argument("at least one row and one repetition");
  measure(choose_device(device, threads).exec, rows, repetitions);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return answer(count, arguments);
  } catch (const std::exception& error) {
    std::cerr << "bench_kernels: " << error.what() << "\n";
    return 1;
  }
}
