// bench_boosters: many boosters at once, as a search has them, beside one fit of XGBoost's after the other. See README.md.
#include <algorithm>
#include <atomic>
#include <boost/program_options.hpp>
#include <cmath>
#include <cstdio>
#include <exception>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include "bench/measuring/moment.hpp"
#include "host/models/families.hpp"

namespace {

using namespace trainyard;

struct Table {
  const char* name;
  features::Matrix x;
  std::vector<float> y;
  models::Target target;
};

Table table(const char* name, std::size_t rows, std::size_t columns, bool classifies) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  Table made{.name = name, .x = {}, .y = {}, .target = {.task = models::Task::regression}};
  if (classifies) made.target = {.task = models::Task::binary, .classes = 2};
  made.x.rows = rows;
  made.x.columns = columns;
  made.x.is_category.assign(columns, 0);
  for (std::size_t i = 0; i < rows * columns; ++i) made.x.values.push_back(normal(random));
  const auto at = [&](std::size_t row, std::size_t column) { return made.x.values[column * rows + row]; };
  for (std::size_t row = 0; row < rows; ++row) {
    const float signal = at(row, 0) * at(row, 1) + std::sin(2 * at(row, 2)) + std::fabs(at(row, 3)) + normal(random);
    made.y.push_back(classifies ? static_cast<float>(signal > 0.8F) : signal);
  }
  return made;
}

models::Params params(int rounds, int depth) {
  return {{"n_estimators", rounds}, {"max_depth", depth}, {"learning_rate", 0.1}, {"subsample", 0.8}, {"colsample_bytree", 0.8}};
}

struct Measured {
  double ms_per_tree = 0;
  double loss = 0;  ///< of the first model on its own rows: the root of the mean square of what is said wrong
};

double loss_of(const models::Model& model, const Table& table) {
  const models::Predictions said = model.predict(Exec{}, table.x);
  double sum = 0;
  for (std::size_t row = 0; row < table.x.rows; ++row) {
    const double p = static_cast<double>(said.row(row).back());
    sum += (p - static_cast<double>(table.y[row])) * (p - static_cast<double>(table.y[row]));
  }
  return std::sqrt(sum / static_cast<double>(table.x.rows));
}

/// `fits` models, `side_by_side` at a time, each in a thread; the first, which makes what all share, is not measured.
Measured measure(const models::Family& family, const Exec& exec, const Table& table, int fits, int side_by_side, int rounds, int depth) {
  const auto prepared = family.prepare(exec, {.x = &table.x, .y = table.y, .target = table.target}, params(rounds, depth), nullptr);
  const auto fit = [&](int i) {
    return family.fit(*prepared, nullptr, params(rounds, depth), {.exec = exec, .seed = static_cast<std::uint64_t>(i)});
  };
  Measured result{.loss = loss_of(*fit(0), table)};
  std::atomic<int> next = 1;
  std::exception_ptr error;
  std::mutex mutex;
  const Moment begin;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < side_by_side; ++t) {
      threads.emplace_back([&] {
        try {
          for (int i = next++; i <= fits; i = next++) static_cast<void>(fit(i));
        } catch (...) {
          const std::scoped_lock lock(mutex);
          error = std::current_exception();
        }
      });
    }
  }
  if (error) std::rethrow_exception(error);
  result.ms_per_tree = 1000 * (Moment().wall - begin.wall) / (fits * rounds);
  return result;
}

void compare(const Exec& exec, const Table& table, int boosters, int rounds, int depth) {
  const int side_by_side = exec.on_gpu() ? boosters : exec.threads;
  Exec own = exec;
  own.threads = 1;
  const Measured ours = measure(models::batched_family(), own, table, boosters, side_by_side, rounds, depth);
  // XGBoost's fits wait for each other on a GPU.
  const int few = std::max(1, boosters / 20), at_a_time = exec.on_gpu() ? 1 : exec.threads;
  const Measured theirs = measure(models::xgboost_family(), exec.on_gpu() ? exec : own, table, few, at_a_time, rounds, depth);
  std::printf("%-14s%6d%12.4f%12.4f%10.1f%14.5f%12.5f\n", table.name, depth, ours.ms_per_tree, theirs.ms_per_tree,
              theirs.ms_per_tree / ours.ms_per_tree, ours.loss, theirs.loss);
  std::fflush(stdout);
}

int run(int count, char** arguments) {
  namespace po = boost::program_options;
  std::string device;
  int boosters = 0, rounds = 0, threads = 0;
  po::options_description options("Options");
  options.add_options()("help", "shows this")                                              //
      ("device", po::value(&device)->default_value("auto"), "auto | cpu | cuda | cuda:N")  //
      ("threads", po::value(&threads)->default_value(static_cast<int>(std::thread::hardware_concurrency())),
       "boosters at a time on a CPU")                                                           //
      ("boosters", po::value(&boosters)->default_value(200), "on a GPU all of them at a time")  //
      ("rounds", po::value(&rounds)->default_value(50), "of each");
  po::variables_map given;
  po::store(po::parse_command_line(count, arguments, options), given);
  po::notify(given);
  if (given.contains("help")) {
    std::printf("Usage: bench_boosters [OPTIONS]\n\nMany boosters at once beside XGBoost's fits, wall time per tree.\n\n");
    std::fflush(stdout);
    std::printf("%s", (std::ostringstream() << options).str().c_str());
    return 0;
  }
  const Exec exec = choose_device(device, threads).exec;
  std::printf("%d boosters of %d rounds on %s; ms of wall time per tree; loss: root of the mean square on the training rows\n\n", boosters,
              rounds, exec.name().c_str());
  std::printf("%-14s%6s%12s%12s%10s%14s%12s\n", "table", "depth", "trainyard", "XGBoost", "ratio", "loss", "XGBoost");
  const Table tables[] = {table("20,000 x 13", 20000, 13, false), table("100,000 x 28", 100000, 28, true)};
  for (const Table& one : tables) {
    for (const int depth : {6, 10}) compare(exec, one, boosters, rounds, depth);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_boosters: %s\n", error.what());
    return 1;
  }
}
