// Expectations as the config and the schema hold them.
#include <algorithm>
#include <chrono>

#include "host/dataset/checks/checks.hpp"
#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/pattern.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

std::vector<Expectation> read_expectations(const nlohmann::ordered_json& list,
                                           const std::function<std::filesystem::path(const std::string&)>& resolve,
                                           const std::function<void(const std::string& path, const std::string& message)>& problem) {
  std::vector<Expectation> expectations;
  for (std::size_t i = 0; i < list.size(); ++i) {
    Expectation read{"data.expect[" + std::to_string(i) + "]", list[i]};
    if (read.item.contains("reference")) read.item["reference"] = resolve(read.item["reference"].get<std::string>()).string();
    if (read.item.contains("pattern")) {
      try {
        const Pattern compiled(read.item["pattern"].get<std::string>());
      } catch (const Error& error) {
        problem(read.path + ".pattern", error.what());
      }
    }
    expectations.push_back(std::move(read));
  }
  return expectations;
}

std::vector<Expectation> schema_expectations(const Schema& schema) {
  std::vector<Expectation> expectations;
  for (const Field& field : schema.fields) {
    if (field.unique && field.role != Role::ignore) expectations.push_back({"data.schema", {{"column", field.name}, {"unique", true}}});
  }
  return expectations;
}

std::int64_t time_of_checks(const nlohmann::ordered_json& now) {
  using std::chrono::microseconds, std::chrono::system_clock;
  if (now.is_null()) return std::chrono::duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  const auto text = now.get<std::string>();
  const auto time = parse_timestamp(text);
  if (!time.ok()) throw Error(ExitCode::bad_config, "'" + text + "' is no time like 2012-10-01 or 2012-10-01T05:00:00Z: " + time.problem);
  return time.value;
}

}  // namespace trainyard::dataset
