#include "host/serve/problem.hpp"

namespace trainyard::serve {
namespace {

constexpr std::size_t most_shown = 100;

std::string problem_json(const Problem& problem) {
  std::string text = "{\"path\":" + http::json_string(problem.path);
  if (!problem.value.empty()) text += ",\"value\":" + problem.value;
  text += ",\"problem\":" + http::json_string(problem.problem);
  if (!problem.expected.empty()) text += ",\"expected\":" + http::json_string(problem.expected);
  return text + "}";
}

}  // namespace

void add_problem(Rejection& rejection, Problem problem) {
  rejection.status = 400;
  ++rejection.count;
  if (rejection.problems.size() < most_shown) rejection.problems.push_back(std::move(problem));
}

http::Response response_to(const Rejection& rejection, const std::string& request_id) {
  if (rejection.problems.empty()) return http::refusal(rejection.status, rejection.error, request_id);
  std::string error = rejection.error;
  if (error.empty()) {
    error = std::to_string(rejection.count) + (rejection.count == 1 ? " value is" : " values are") + " not as the model takes them";
    if (rejection.count > rejection.problems.size()) error += ", of which the first " + std::to_string(rejection.problems.size()) + " are shown";
  }
  std::string body = "{\"error\":" + http::json_string(error) + ",\"problems\":[";
  for (std::size_t i = 0; i < rejection.problems.size(); ++i) body += (i > 0 ? "," : "") + problem_json(rejection.problems[i]);
  body += "],\"request_id\":" + http::json_string(request_id) + "}\n";
  return {.status = rejection.status, .body = std::move(body)};
}

}  // namespace trainyard::serve
