// Other programs: their command lines, and what they answer.
#pragma once

#include <string>
#include <vector>

namespace trainyard::system {

/// One word of a shell command, quoted where it has to be.
std::string shell_quoted(const std::string& word);

struct Ran {
  bool found = false;  ///< false: there is no such program
  int status = -1;     ///< as a shell gives it: 128 + N when signal N ended it
  bool timed_out = false;
  std::string output, errors;  ///< what it wrote to standard output and standard error
};

/// Runs a program, which PATH is searched for, with an empty standard input, and waits for it; one that takes longer than `seconds` is
/// killed. Never throws for what the program does; Error(unavailable) when this machine cannot start any.
Ran run_command(const std::vector<std::string>& words, double seconds = 60);

}  // namespace trainyard::system
