// What a window says of its values: one entry per function in window_function.cpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "host/dataset/table.hpp"

namespace trainyard::features {

/// The values of a window that slides over the rows of one group. Values are finite; missing ones are never handed over.
/// What it says depends on the values inside alone, bit by bit, and not on those that have left it.
class RunningWindow {
 public:
  RunningWindow() = default;
  RunningWindow(const RunningWindow&) = delete;
  RunningWindow& operator=(const RunningWindow&) = delete;
  virtual ~RunningWindow() = default;

  virtual void push(double value) = 0;  ///< comes in as the newest
  virtual void pop(double value) = 0;   ///< leaves as the oldest
  /// NaN: too few values to say anything.
  [[nodiscard]] virtual double value() const = 0;
  /// What it would say with one more value.
  [[nodiscard]] virtual double value_with(double value) = 0;
};

/// Types of column that a function takes. No function takes texts.
enum class Takes { numbers, numbers_and_times, any };

struct WindowFunction {
  std::string_view name;
  Takes takes = Takes::numbers;
  std::optional<dataset::ColumnType> result;  ///< none: the type of the column
  /// None: it picks the value of one earlier row, which is the lag.
  std::unique_ptr<RunningWindow> (*make)() = nullptr;
};

std::span<const WindowFunction> window_functions();
/// Throws Error(bad_config) on an unknown name.
const WindowFunction& window_function(std::string_view name);

}  // namespace trainyard::features
