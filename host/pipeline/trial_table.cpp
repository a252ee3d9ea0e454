#include "host/pipeline/trial_table.hpp"

#include <cmath>
#include <cstdio>

#include "host/evaluate/digits.hpp"
#include "host/search/trial_row.hpp"

namespace trainyard::pipeline {
namespace {

std::string number_text(double value) { return std::isnan(value) ? "-" : evaluate::six_digits(value); }

std::string columns(const std::string& number, const std::string& state, const std::string& value, const std::string& best,
                    const std::string& time, const std::string& rest) {
  char line[128];
  std::snprintf(line, sizeof line, "%5s  %-8s  %-11s %-12s %8s  ", number.c_str(), state.c_str(), value.c_str(), best.c_str(),
                time.c_str());
  return line + rest;
}

}  // namespace

std::string trial_header(const std::string& metric) { return columns("trial", "state", metric, "best", "time", "parameters"); }

std::string trial_row(const search::Trial& trial, const search::Trial* best) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3g s", static_cast<double>(trial.end_time - trial.start_time) / 1000);
  const std::string so_far = best == nullptr ? "-" : number_text(best->value) + (best->number == trial.number ? "*" : "");
  return columns(std::to_string(trial.number), trial.state, number_text(trial.value), so_far, seconds, search::params_text(trial.params)) +
         (trial.reason.empty() ? "" : "; " + trial.reason);
}

std::string best_note(const search::Trial* best, const std::string& metric) {
  if (best == nullptr) return "";
  return "best " + metric + " " + number_text(best->value) + " (trial " + std::to_string(best->number) + ")";
}

}  // namespace trainyard::pipeline
