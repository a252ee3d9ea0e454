// bench_sampler studies SAMPLER LAG TRIALS SEEDS: studies of every function; prints {function: [best value of each seed]} as JSON.
// bench_sampler values: reads {function: [params, …]} and prints {function: [value, …]}.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/sampler/functions.hpp"
#include "host/search/sampler.hpp"

namespace {

using namespace trainyard;
using nlohmann::ordered_json;

double best_of(const bench::Function& function, const search::Sampler& sampler, std::uint64_t lag, std::uint64_t trials,
               std::uint64_t seed) {
  std::vector<search::Past> past;
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t n = 0; n < trials; ++n) {
    const auto history = std::span(past).first(search::known_trials(n, lag));
    auto params = search::propose(sampler, {.space = function.space, .seed = seed, .trial = n, .history = history});
    const double value = function.value(params);
    best = std::min(best, value);
    past.push_back({.number = n, .params = std::move(params), .value = value, .state = "complete"});
  }
  return best;
}

ordered_json studies(char** arguments) {
  const auto& sampler = search::sampler(arguments[2]);
  const std::uint64_t lag = std::stoull(arguments[3]), trials = std::stoull(arguments[4]), seeds = std::stoull(arguments[5]);
  ordered_json out;
  for (const auto& function : bench::functions()) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) out[function.name].push_back(best_of(function, sampler, lag, trials, seed));
  }
  return out;
}

ordered_json values() {
  const auto points = ordered_json::parse(std::cin);
  ordered_json out;
  for (const auto& function : bench::functions()) {
    for (const auto& params : points.at(function.name)) out[function.name].push_back(function.value(params));
  }
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const std::string what = count > 1 ? arguments[1] : "";
    if (!(what == "studies" && count == 6) && !(what == "values" && count == 2)) {
      throw std::runtime_error("usage: bench_sampler studies SAMPLER LAG TRIALS SEEDS | values");
    }
    std::printf("%s\n", (what == "studies" ? studies(arguments) : values()).dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_sampler: %s\n", error.what());
    return 1;
  }
}
