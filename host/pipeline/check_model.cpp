#include <algorithm>
#include <chrono>
#include <cmath>

#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t single_predictions = 1000;

/// The value that a share of all is not above (nearest rank).
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

/// Loading replays all examples at once; here each is asked for alone, as a service would be.
ordered_json ask_row_by_row(const bundle::Bundle& bundle, const bundle::Examples& examples, const Exec& exec) {
  std::vector<double> milliseconds;
  std::size_t differences = 0;
  for (std::size_t i = 0; i < single_predictions; ++i) {
    const std::uint32_t row = static_cast<std::uint32_t>(i % examples.answers.size());
    const auto start = std::chrono::steady_clock::now();
    const auto predicted = bundle.predict(exec, examples.table, {&row, 1});
    milliseconds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    if (!std::ranges::equal(predicted.row(0), examples.answers[row])) ++differences;
  }
  return {{"verdict", differences == 0 ? "passed" : "failed"},
          {"examples", examples.answers.size()},
          {"answers", single_predictions},
          {"differences", differences},
          {"latency_ms", {{"p50", quantile(milliseconds, 0.5)}, {"p99", quantile(milliseconds, 0.99)}}},
          {"problem", differences == 0 ? ordered_json() : ordered_json("a row alone is answered otherwise than among others")}};
}

ordered_json failed(const std::string& problem) { return {{"verdict", "failed"}, {"problem", problem}}; }

/// A bundle that cannot be loaded has failed; a machine that cannot compute has not checked anything, and throws.
ordered_json find_out(const std::filesystem::path& folder, const Exec& exec) {
  try {
    const auto bundle = bundle::load(folder, exec);
    const auto examples = bundle::read_examples(bundle, folder);
    if (examples.answers.empty()) return failed("the bundle holds no examples to replay (they would tell personal values)");
    return ask_row_by_row(bundle, examples, exec);
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    return failed(error.what());
  }
}

}  // namespace

Outcome check_model(const CheckRequest& request) {
  log::set_stage("check");
  const auto device = choose_device(request.device, thread_count(request.threads));
  const auto found = registry::Registry::open(request.order.root).resolve(request.reference);
  const ordered_json finding = find_out(found.folder, device.exec);
  registry::record_check(request.order, found.model.name, found.version.number, finding);
  ordered_json summary = {{"status", "finished"}, {"model", found.model.name}, {"version", found.version.number}};
  summary.update(finding);
  summary["path"] = found.folder.string();
  return {summary};
}

}  // namespace trainyard::pipeline
