#include "host/models/task.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"

namespace trainyard::models {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"regression", "binary", "multiclass"};

}  // namespace

std::string_view task_name(Task task) { return kNames.at(static_cast<std::size_t>(task)); }

Task task_from_name(const std::string& name) {
  const auto at = std::ranges::find(kNames, name);
  if (at == kNames.end()) throw Error(ExitCode::bad_config, "'" + name + "' is not a task" + suggest(name, task_names()));
  return static_cast<Task>(at - kNames.begin());
}

std::vector<std::string> task_names() { return {kNames.begin(), kNames.end()}; }

}  // namespace trainyard::models
