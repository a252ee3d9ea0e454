// bench_quantise VALUES COLUMNS THREADS MAX_BINS OUTPUT: finds the cuts of the float32 table in the file VALUES (column after column),
// quantises it, and prints what that took as JSON. OUTPUT gets the cuts' offsets as int64 (columns + 1), the lowest values as float32, and
// the bins. Reading and writing files is not measured.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/measuring/moment.hpp"
#include "bench/measuring/program.hpp"
#include "kernels/quantise/bins.hpp"
#include "kernels/quantise/cuts.hpp"

namespace {

using namespace trainyard;

std::vector<float> read_values(const char* path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error(std::string("cannot read ") + path);
  std::vector<float> values(static_cast<std::size_t>(file.tellg()) / sizeof(float));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(float)));
  return values;
}

template <class T>
void append(std::ofstream& file, const std::vector<T>& values) {
  file.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
}

nlohmann::ordered_json measure(char** arguments) {
  const std::vector<float> values = read_values(arguments[1]);
  const std::size_t columns = std::stoul(arguments[2]);
  const std::size_t rows = values.size() / columns;
  const Exec exec{.threads = std::stoi(arguments[3])};
  std::vector<std::uint8_t> bins(values.size());
  const kernels::MatrixView<const float> x{values.data(), rows, columns, rows};

  const Moment begin;
  const auto cuts = kernels::quantise::find_cuts(exec, x, {}, std::stoi(arguments[4]));
  const Moment found;
  kernels::quantise::quantise(exec, x, cuts, {bins.data(), bins.size()});
  const Moment end;

  std::ofstream output(arguments[5], std::ios::binary);
  append(output, std::vector<std::int64_t>(cuts.offsets.begin(), cuts.offsets.end()));
  append(output, cuts.lowest);
  append(output, bins);
  if (!output.flush()) throw std::runtime_error(std::string("cannot write ") + arguments[5]);
  return {{"wall", end.wall - begin.wall},
          {"cpu", end.cpu - begin.cpu},
          {"cpu_cuts", found.cpu - begin.cpu},
          {"cpu_bins", end.cpu - found.cpu}};
}

}  // namespace

int main(int count, char** arguments) {
  return measuring_program("bench_quantise VALUES COLUMNS THREADS MAX_BINS OUTPUT", count, arguments, measure);
}
