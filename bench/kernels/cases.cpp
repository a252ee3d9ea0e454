#include "bench/kernels/cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "bench/kernels/plain.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/quantise/bins.hpp"
#include "kernels/reduce/moments.hpp"
#include "kernels/reduce/quantile.hpp"
#include "kernels/scale/scale.hpp"
#include "tests/reference/moments.hpp"
#include "tests/reference/quantile.hpp"

namespace trainyard::bench {
namespace {

using kernels::Buffer;
using kernels::map::Maps;

constexpr std::size_t few_categories = 5, many_categories = 1000;

/// The inputs on the host and on the device, and room for one result.
struct Table {
  Table(const Exec& on, std::size_t rows);

  template <class T>
  [[nodiscard]] std::vector<double> result() const {
    const auto& values = std::get<Buffer<T>>(results);
    const auto all = values.download();
    return {all.begin(), all.end()};
  }

  Exec exec;
  std::vector<double> numbers;  ///< above -1 and skewed, a tenth missing
  std::vector<std::int32_t> few, many;
  std::vector<float> means;  ///< a number per category of `many`, after one for missing
  Buffer<double> column;
  Buffer<float> floats;
  Buffer<std::int32_t> few_codes, many_codes, positions;
  Buffer<float> table;
  std::tuple<Buffer<float>, Buffer<std::uint8_t>> results;
};

Table::Table(const Exec& on, std::size_t rows) : exec(on), numbers(rows), few(rows), many(rows), means(many_categories + 1) {
  std::mt19937_64 random(15);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < rows; ++i) {
    numbers[i] = random() % 10 == 0 ? std::numeric_limits<double>::quiet_NaN() : std::exp(normal(random)) - 0.9;
    few[i] = static_cast<std::int32_t>(random() % few_categories);
    many[i] = static_cast<std::int32_t>(random() % many_categories) - (random() % 50 == 0 ? 1 : 0);
    many[i] = std::max(many[i], -1);
  }
  for (float& mean : means) mean = static_cast<float>(normal(random));
  std::vector<std::int32_t> places(few_categories + 1, -1);
  for (std::size_t c = 0; c < few_categories; ++c) places[c + 1] = static_cast<std::int32_t>(c);
  column = Buffer<double>(exec, numbers);
  floats = Buffer<float>(exec, std::vector<float>(numbers.begin(), numbers.end()));
  few_codes = Buffer<std::int32_t>(exec, few);
  many_codes = Buffer<std::int32_t>(exec, many);
  positions = Buffer<std::int32_t>(exec, places);
  table = Buffer<float>(exec, means);
  std::get<0>(results) = Buffer<float>(exec, rows * few_categories);
  std::get<1>(results) = Buffer<std::uint8_t>(exec, rows);
}

using Shared = std::shared_ptr<Table>;

kernels::ColumnView numbers_of(const Table& table) { return {table.column.data(), table.numbers.size()}; }

Case apply(const Shared& table, const std::string& name, const Maps& maps) {
  const std::size_t rows = table->numbers.size();
  const auto chain = std::make_shared<kernels::map::Chain>(table->exec, maps);
  return {name, 12.0 * static_cast<double>(rows),
          [=] {
            kernels::map::to_features(table->exec, numbers_of(*table), chain->maps(), {std::get<0>(table->results).data(), rows});
          },
          [=] {
            auto all = table->result<float>();
            all.resize(rows);
            return all;
          },
          [=] {
            std::vector<double> all = table->numbers;
            for (double& x : all) {
              for (const auto& map : maps) x = plain(map, x);
            }
            return all;
          }};
}

/// A statistic of the column: what it reads once is counted, whatever the passes.
template <class Work>
Case fit(const Shared& table, const std::string& name, const Work& work, std::function<std::vector<double>()> expected) {
  const auto last = std::make_shared<std::vector<double>>();
  return {name, 8.0 * static_cast<double>(table->numbers.size()), [=] { *last = work(*table); }, [=] { return *last; },
          std::move(expected)};
}

void add_fits(const Shared& table, std::vector<Case>& all) {
  const auto moments = [](const Table& t) {
    const auto found = kernels::reduce::moments(t.exec, numbers_of(t));
    return std::vector<double>{found.mean, found.variance(), found.min, found.max, static_cast<double>(found.count)};
  };
  const auto plain_moments = [table] {
    const auto found = reference::plain_moments(table->numbers);
    const auto count = static_cast<double>(found.count);
    return std::vector<double>{static_cast<double>(found.mean), static_cast<double>(found.m2) / count, found.min, found.max, count};
  };
  const auto quartiles = [](const Table& t) {
    return kernels::reduce::quantiles(t.exec, kernels::reduce::WholeColumn(numbers_of(t)), std::array{0.25, 0.5, 0.75});
  };
  const auto sorted_quartiles = [table] {
    std::vector<double> found;
    for (const double p : {0.25, 0.5, 0.75}) found.push_back(reference::sorted_quantile(table->numbers, p));
    return found;
  };
  const auto thousand = [](const Table& t) {
    return kernels::scale::quantile_uniform.fit(t.exec, kernels::reduce::WholeColumn(numbers_of(t)))[0].table;
  };
  const auto sorted_thousand = [table] {
    std::vector<double> sorted = table->numbers, found(std::min<std::size_t>(1000, sorted.size()));
    std::erase_if(sorted, [](double x) { return std::isnan(x); });
    std::ranges::sort(sorted);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double place = static_cast<double>(sorted.size() - 1) * static_cast<double>(i) / static_cast<double>(found.size() - 1);
      const auto low = static_cast<std::size_t>(place);
      const double high = sorted[std::min(low + 1, sorted.size() - 1)];
      found[i] = sorted[low] + (place - static_cast<double>(low)) * (high - sorted[low]);
    }
    return found;
  };
  all.push_back(fit(table, "fit moments", moments, plain_moments));
  all.push_back(fit(table, "fit 3 quantiles", quartiles, sorted_quartiles));
  all.push_back(fit(table, "fit 1000 quantiles", thousand, sorted_thousand));
}

Case one_hot(const Shared& table) {
  const std::size_t rows = table->numbers.size();
  return {"one-hot of 5", static_cast<double>(4 * (1 + few_categories) * rows),
          [=] {
            kernels::encode::indicate(table->exec, std::as_const(table->few_codes).view(), std::as_const(table->positions).view(),
                                      {std::get<0>(table->results).data(), rows, few_categories, rows});
          },
          [=] { return table->result<float>(); },
          [=] {
            std::vector<double> all(rows * few_categories, 0.0);
            for (std::size_t i = 0; i < rows; ++i) all[static_cast<std::size_t>(table->few[i]) * rows + i] = 1.0;
            return all;
          }};
}

Case look_up(const Shared& table) {
  const std::size_t rows = table->numbers.size();
  return {"look-up in 1001", 8.0 * static_cast<double>(rows),
          [=] {
            kernels::encode::look_up(table->exec, std::as_const(table->many_codes).view(), std::as_const(table->table).view(),
                                     {std::get<0>(table->results).data(), rows});
          },
          [=] {
            auto all = table->result<float>();
            all.resize(rows);
            return all;
          },
          [=] {
            std::vector<double> all;
            for (const std::int32_t code : table->many) all.push_back(table->means[static_cast<std::size_t>(code + 1)]);
            return all;
          }};
}

Case quantise(const Shared& table) {
  const std::size_t rows = table->numbers.size();
  const kernels::MatrixView<const float> x{table->floats.data(), rows, 1, rows};
  const auto cuts = kernels::quantise::find_cuts(table->exec, x, {}, kernels::quantise::most_bins);
  return {
      "quantise to 255", 5.0 * static_cast<double>(rows),
      [=] { kernels::quantise::quantise(table->exec, x, cuts, std::get<1>(table->results).view()); },
      [=] { return table->result<std::uint8_t>(); },
      [=] {
        std::vector<double> all;
        for (const double number : table->numbers) {
          const auto lowest = cuts.of(0);
          const auto after = std::upper_bound(lowest.begin(), lowest.end(), static_cast<float>(number)) - lowest.begin();
          all.push_back(std::isnan(number) ? kernels::quantise::missing_bin : static_cast<double>(std::max<std::ptrdiff_t>(after - 1, 0)));
        }
        return all;
      }};
}

}  // namespace

std::vector<Case> cases(const Exec& exec, std::size_t rows) {
  const auto table = std::make_shared<Table>(exec, rows);
  const kernels::reduce::WholeColumn whole(numbers_of(*table));
  std::vector<Case> all;
  for (const auto& imputer : kernels::impute::imputers()) {
    all.push_back(apply(table, "impute " + std::string(imputer.name), imputer.fit(exec, whole, 0.5)));
  }
  for (const auto& scaler : kernels::scale::scalers()) {
    all.push_back(apply(table, "scale " + std::string(scaler.name), scaler.fit(exec, whole)));
  }
  Maps chain = kernels::impute::median.fit(exec, whole, 0.0);
  chain.push_back({.kind = kernels::map::Kind::clip, .a = -0.8, .b = 8.0});
  for (const auto& map : kernels::scale::standard.fit(exec, whole)) chain.push_back(map);
  all.push_back(apply(table, "impute, clip, scale", chain));
  add_fits(table, all);
  all.push_back(one_hot(table));
  all.push_back(look_up(table));
  all.push_back(quantise(table));
  return all;
}

}  // namespace trainyard::bench
