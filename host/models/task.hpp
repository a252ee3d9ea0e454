// What is learned: a number, one of two classes, or one of several.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trainyard::models {

enum class Task { regression, binary, multiclass };

/// "regression", "binary", "multiclass".
std::string_view task_name(Task task);
/// Throws Error(bad_config) on an unknown word, with the nearest known one.
Task task_from_name(const std::string& name);
/// All of them, in the order above.
std::vector<std::string> task_names();

/// The target as a model sees it. Labels of a classification are class numbers, 0 to classes - 1; in a binary one class 1 is the positive
/// class.
struct Target {
  Task task = Task::regression;
  int classes = 0;  ///< 0 for a regression, 2 for a binary, 3 or more for a multiclass classification

  [[nodiscard]] bool classifies() const noexcept { return task != Task::regression; }
  /// Values that a model gives per row: 1 for a regression, else one probability per class.
  [[nodiscard]] std::size_t width() const noexcept { return classifies() ? static_cast<std::size_t>(classes) : 1; }
};

}  // namespace trainyard::models
