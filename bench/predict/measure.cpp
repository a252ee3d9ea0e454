// bench_predict FOLDER ROWS COLUMNS THREADS REPETITIONS: the model FOLDER/model.ubj on the rows of FOLDER/rows (float32, one column after
// the other). Prints {"batch": [seconds for all rows, …], "cpu": […], "single": [seconds for one row, …]} as JSON and writes the margins
// (float32) to FOLDER/margins.
#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/measuring/moment.hpp"
#include "bench/measuring/program.hpp"
#include "host/models/xgboost/fitted.hpp"

namespace {

using namespace trainyard;
using nlohmann::ordered_json;

constexpr std::size_t singles = 20000;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

features::Matrix read_rows(const std::string& path, std::size_t rows, std::size_t columns) {
  features::Matrix x{rows, columns, features::Matrix::Values(rows * columns)};
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(x.values.data()), static_cast<std::streamsize>(x.values.size() * sizeof(float)));
  if (!file) throw std::runtime_error("cannot read " + path);
  return x;
}

features::Matrix row_of(const features::Matrix& x, std::size_t row) {
  features::Matrix one{1, x.columns, features::Matrix::Values(x.columns)};
  for (std::size_t c = 0; c < x.columns; ++c) one.values[c] = x.column(c)[row];
  return one;
}

ordered_json measure(char** arguments) {
  const std::string folder = std::string(arguments[1]) + "/";
  const auto x = read_rows(folder + "rows", std::stoul(arguments[2]), std::stoul(arguments[3]));
  const Exec exec{.threads = std::stoi(arguments[4])};
  const models::xgboost::FittedModel model(bytes_of(folder + "model.ubj"), {});
  ordered_json out;
  std::vector<float> margins;
  for (int repetition = 0; repetition < std::stoi(arguments[5]); ++repetition) {
    const Moment begin;
    margins = model.margins(exec, x);
    const Moment end;
    out["batch"].push_back(end.wall - begin.wall);
    out["cpu"].push_back(end.cpu - begin.cpu);
  }
  for (std::size_t i = 0; i < std::min(singles, x.rows); ++i) {
    const features::Matrix one = row_of(x, i);
    const auto begin = std::chrono::steady_clock::now();  // as its peers do: a Moment asks the system too, which takes half a microsecond
    const auto margin = model.margins({}, one);
    const auto end = std::chrono::steady_clock::now();
    if (margin[0] != margins[i]) throw std::runtime_error("a row by itself has another margin");
    out["single"].push_back(std::chrono::duration<double>(end - begin).count());
  }
  std::ofstream(folder + "margins", std::ios::binary)
      .write(reinterpret_cast<const char*>(margins.data()), static_cast<std::streamsize>(margins.size() * sizeof(float)));
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  return measuring_program("bench_predict FOLDER ROWS COLUMNS THREADS REPETITIONS", count, arguments, measure);
}
