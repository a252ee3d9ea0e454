// bench_monitor FOLDER ROWS COLUMNS TEST THREADS REPETITIONS: reads columns of float64, one after the other, from FOLDER/reference and
// FOLDER/current, and compares them by the drift test: from the stored reference, which is made before, and from the rows of both sides.
// Prints {"stored": {"statistic": […], "wall": […], "cpu": […]}, "rows": {"statistic": […], "p_value": […], "wall": […], "cpu": […]},
// "max_rss_kb": …} as JSON.
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "bench/measuring/moment.hpp"
#include "bench/measuring/program.hpp"
#include "host/dataset/parallel_for.hpp"
#include "host/monitor/drift.hpp"

namespace {

using namespace trainyard;
using monitor::Detail;
using nlohmann::ordered_json;

dataset::Table read_table(const std::string& path, std::size_t rows, std::size_t columns) {
  std::ifstream file(path, std::ios::binary);
  dataset::Table table;
  for (std::size_t c = 0; c < columns; ++c) {
    dataset::Column& column = table.columns.emplace_back();
    column.name = "c" + std::to_string(c);
    column.numbers.resize(rows);
    file.read(reinterpret_cast<char*>(column.numbers.data()), static_cast<std::streamsize>(rows * sizeof(double)));
  }
  if (!file) throw std::runtime_error("cannot read " + path);
  table.ids.resize(rows);
  return table;
}

monitor::Reference describe_all(const Exec& exec, const dataset::Table& table, Detail detail) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  monitor::Reference reference{.rows = table.rows()};
  reference.columns.resize(table.columns.size());
  dataset::parallel_for(table.columns.size(), table.columns.size() * table.rows(), exec.threads,
                        [&](std::size_t i) { reference.columns[i] = monitor::describe(table.columns[i], rows, detail); });
  return reference;
}

ordered_json values_of(const ordered_json& columns, const char* key) {
  ordered_json values = ordered_json::array();
  for (const ordered_json& column : columns) values.push_back(column.value(key, ordered_json()));
  return values;
}

void add_time(ordered_json& out, const Moment& begin, const Moment& end) {
  out["wall"].push_back(end.wall - begin.wall);
  out["cpu"].push_back(end.cpu - begin.cpu);
}

ordered_json measure(char** arguments) {
  const std::string folder = std::string(arguments[1]) + "/";
  const std::size_t rows = std::stoul(arguments[2]), columns = std::stoul(arguments[3]);
  const Exec exec{.threads = std::stoi(arguments[5])};
  const auto was = read_table(folder + "reference", rows, columns), now = read_table(folder + "current", rows, columns);
  monitor::DriftOptions options;
  options.all.test = kernels::drift::find_test(arguments[4]);
  const monitor::Reference stored = describe_all(exec, was, Detail::in_short);
  ordered_json out;
  for (int repetition = 0; repetition < std::stoi(arguments[6]); ++repetition) {
    const Moment begin;
    const auto by_reference = monitor::compare_columns(exec, options, stored, now);
    const Moment middle;
    const auto by_rows = monitor::compare_columns(exec, options, describe_all(exec, was, Detail::whole), now);
    const Moment end;
    add_time(out["stored"], begin, middle);
    add_time(out["rows"], middle, end);
    out["stored"]["statistic"] = values_of(by_reference.drift.document.at("columns"), "statistic");
    out["rows"]["statistic"] = values_of(by_rows.drift.document.at("columns"), "statistic");
    out["rows"]["p_value"] = values_of(by_rows.drift.document.at("columns"), "p_value");
  }
  out["max_rss_kb"] = most_memory_kb();
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  return measuring_program("bench_monitor FOLDER ROWS COLUMNS TEST THREADS REPETITIONS", count, arguments, measure);
}
