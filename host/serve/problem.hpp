// What is wrong with the rows of a request: all of it at once, each with its place.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/http/message.hpp"

namespace trainyard::serve {

struct Problem {
  std::string path;      ///< JSON pointer into the body: "/rows/3/total_rooms"
  std::string value;     ///< as JSON, as it was sent; "" where nothing was
  std::string problem;   ///< what is wrong with it
  std::string expected;  ///< what to send instead
};

/// Why a request is not answered with predictions; status 0: it is.
struct Rejection {
  int status = 0;
  std::string error = {};
  std::vector<Problem> problems = {};  ///< the first hundred
  std::size_t count = 0;               ///< of all problems

  [[nodiscard]] explicit operator bool() const noexcept { return status != 0; }
};

/// 400 with a problem more.
void add_problem(Rejection& rejection, Problem problem);

/// {"error", "problems": [{"path", "value", "problem", "expected"}, …], "request_id"}
http::Response response_to(const Rejection& rejection, const std::string& request_id);

}  // namespace trainyard::serve
