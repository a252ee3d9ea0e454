// The main function of a program that measures.
#pragma once

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

/// Prints what `measure` makes of the arguments (those of main) as a line of JSON. `usage`: "bench_NAME ARGUMENT …", a word each. Returns
/// the exit code, 1 when they are more or fewer or when an exception ends it.
inline int measuring_program(const std::string& usage, int count, char** arguments, nlohmann::ordered_json (*measure)(char**)) {
  int words = 1;
  for (const char c : usage) words += c == ' ' ? 1 : 0;
  const std::string name = usage.substr(0, usage.find(' '));
  try {
    if (count != words) throw std::runtime_error("usage: " + usage);
    std::printf("%s\n", measure(arguments).dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), error.what());
    return 1;
  }
}
