// Linear algebra over a small table by plain loops in long double, to measure errors against.
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

namespace trainyard::reference {

/// `columns` columns of `rows` floats, one after another.
struct Table {
  std::size_t rows = 0, columns = 0;
  std::vector<float> values;
  [[nodiscard]] long double at(std::size_t r, std::size_t c) const { return values[c * rows + r]; }
};

/// Normal values; column c has mean c * 10 and deviation c + 1.
inline Table make_table(std::size_t rows, std::size_t columns, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  Table table{rows, columns, std::vector<float>(rows * columns)};
  for (std::size_t c = 0; c < columns; ++c) {
    std::normal_distribution<double> normal(10.0 * static_cast<double>(c), 1.0 + static_cast<double>(c));
    for (std::size_t r = 0; r < rows; ++r) table.values[c * rows + r] = static_cast<float>(normal(random));
  }
  return table;
}

inline std::vector<double> make_numbers(std::size_t count, double low, double high, std::uint64_t seed = 2) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<double> out(count);
  for (double& value : out) value = uniform(random);
  return out;
}

/// Sum over the rows of weight * (x_i - center_i) * (x_j - center_j); no weights count as 1.
inline std::vector<long double> plain_gram(const Table& x, const std::vector<double>& center, const std::vector<double>& weight) {
  std::vector<long double> out(x.columns * x.columns);
  for (std::size_t r = 0; r < x.rows; ++r) {
    const long double w = weight.empty() ? 1.0L : weight[r];
    for (std::size_t i = 0; i < x.columns; ++i) {
      for (std::size_t j = 0; j < x.columns; ++j) out[i + j * x.columns] += w * (x.at(r, i) - center[i]) * (x.at(r, j) - center[j]);
    }
  }
  return out;
}

/// Solves a square system by elimination with row exchanges; matrix[i * n + j].
inline std::vector<long double> plain_solve(std::vector<long double> matrix, std::vector<long double> right) {
  const std::size_t n = right.size();
  for (std::size_t step = 0; step < n; ++step) {
    std::size_t pivot = step;
    for (std::size_t i = step; i < n; ++i) pivot = std::abs(matrix[i * n + step]) > std::abs(matrix[pivot * n + step]) ? i : pivot;
    for (std::size_t j = 0; j < n; ++j) std::swap(matrix[step * n + j], matrix[pivot * n + j]);
    std::swap(right[step], right[pivot]);
    for (std::size_t i = step + 1; i < n; ++i) {
      const long double factor = matrix[i * n + step] / matrix[step * n + step];
      for (std::size_t j = step; j < n; ++j) matrix[i * n + j] -= factor * matrix[step * n + j];
      right[i] -= factor * right[step];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = i + 1; j < n; ++j) right[i] -= matrix[i * n + j] * right[j];
    right[i] /= matrix[i * n + i];
  }
  return right;
}

}  // namespace trainyard::reference
