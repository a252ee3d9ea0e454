// bench_linear FAMILY DATA ROWS COLUMNS FOLDS METRIC THREADS REPETITIONS: reads from the file DATA the float32 table, column after column,
// and the targets, and penalties as JSON from standard input, [{parameter: value}, …]. Fits and scores every penalty on every fold (of
// neighbouring rows) as a search does, trials side by side on the threads. Prints {"scores": [[of each fold], …], "wall": […], "cpu": […]}
// as JSON.
#include <atomic>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/measuring/moment.hpp"
#include "bench/measuring/program.hpp"
#include "host/evaluate/score.hpp"
#include "host/models/model.hpp"

namespace {

using namespace trainyard;
using nlohmann::ordered_json;

struct Table {
  features::Matrix x;
  std::vector<float> y;
};

Table read_table(const char* path, std::size_t rows, std::size_t columns) {
  Table table{{rows, columns, features::Matrix::Values(rows * columns)}, std::vector<float>(rows)};
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(table.x.values.data()), static_cast<std::streamsize>(rows * columns * sizeof(float)));
  file.read(reinterpret_cast<char*>(table.y.data()), static_cast<std::streamsize>(rows * sizeof(float)));
  if (!file) throw std::runtime_error(std::string("cannot read ") + path);
  return table;
}

/// Rows [first, end), or all others.
Table part(const Table& table, std::size_t first, std::size_t end, bool others) {
  const auto pick = [&](const float* from, auto& to) {
    for (std::size_t r = 0; r < table.x.rows; ++r) {
      if ((r >= first && r < end) != others) to.push_back(from[r]);
    }
  };
  Table out{{0, table.x.columns, {}}, {}};
  for (std::size_t c = 0; c < table.x.columns; ++c) pick(table.x.column(c).data(), out.x.values);
  pick(table.y.data(), out.y);
  out.x.rows = out.y.size();
  return out;
}

struct Fold {
  Table train, validation;
  std::vector<double> actual;
};

std::vector<Fold> cut(const Table& table, std::size_t count) {
  std::vector<Fold> folds;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t first = table.x.rows * k / count, end = table.x.rows * (k + 1) / count;
    Fold fold{part(table, first, end, true), part(table, first, end, false), {}};
    fold.actual.assign(fold.validation.y.begin(), fold.validation.y.end());
    folds.push_back(std::move(fold));
  }
  return folds;
}

/// One study: prepares the folds, then fits and scores.
class Study {
 public:
  Study(const models::Family& family, const std::vector<Fold>& folds, std::string metric, models::Target target, const Exec& exec)
      : family_(family), folds_(folds), metrics_{std::move(metric)}, target_(target) {
    for (const Fold& fold : folds) {
      prepared_.push_back(family.prepare(exec, {&fold.train.x, fold.train.y, target_}, models::Params::object(), nullptr));
      const bool sums = evaluate::follow_from_squares(metrics_);
      errors_.push_back(sums ? family.squared_errors(exec, fold.validation.x, fold.actual, {}) : nullptr);
    }
  }

  std::vector<double> trial(const models::Params& params) const {
    std::vector<double> scores;
    for (std::size_t k = 0; k < folds_.size(); ++k) {
      const auto model = family_.fit(*prepared_[k], nullptr, params, {});
      scores.push_back(score(k, *model)[metrics_[0]]);
    }
    return scores;
  }

 private:
  /// As search::cross_validate does it.
  ordered_json score(std::size_t k, const models::Model& model) const {
    if (const auto squares = errors_[k] ? errors_[k]->of(model) : std::nullopt) {
      if (auto scores = evaluate::score(metrics_, *squares)) return *std::move(scores);
    }
    const auto predicted = model.predict({}, folds_[k].validation.x);
    return evaluate::score(
        {}, metrics_, {.actual = folds_[k].actual, .predicted = predicted.values, .decided = {}, .weight = {}, .classes = target_.classes});
  }

  const models::Family& family_;
  const std::vector<Fold>& folds_;
  std::vector<std::string> metrics_;
  models::Target target_;
  std::vector<std::unique_ptr<models::Prepared>> prepared_;
  std::vector<std::unique_ptr<models::SquaredErrors>> errors_;
};

ordered_json measure(char** arguments) {
  const auto& family = models::family(arguments[1]);
  const auto folds = cut(read_table(arguments[2], std::stoul(arguments[3]), std::stoul(arguments[4])), std::stoul(arguments[5]));
  const auto penalties = ordered_json::parse(std::cin);
  models::Target target;
  if (std::string(arguments[1]) == "logistic") target = {.task = models::Task::binary, .classes = 2};
  ordered_json out;
  for (int repetition = 0; repetition < std::stoi(arguments[8]); ++repetition) {
    std::vector<std::vector<double>> scores(penalties.size());
    const Moment begin;
    const Study study(family, folds, arguments[6], target, {.threads = std::stoi(arguments[7])});
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < penalties.size(); i = next++) scores[i] = study.trial(penalties[i]);
    };
    {
      std::vector<std::jthread> threads;
      for (int t = 1; t < std::stoi(arguments[7]); ++t) threads.emplace_back(work);
      work();
    }
    const Moment end;
    out["wall"].push_back(end.wall - begin.wall);
    out["cpu"].push_back(end.cpu - begin.cpu);
    out["scores"] = scores;
  }
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  return measuring_program("bench_linear FAMILY DATA ROWS COLUMNS FOLDS METRIC THREADS REPETITIONS", count, arguments, measure);
}
