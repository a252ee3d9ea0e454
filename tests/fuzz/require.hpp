// What has to hold for every input: the fuzzer keeps an input for which the program aborts.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace trainyard::fuzz {

inline void require(bool holds, const std::string& otherwise) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", otherwise.c_str());
  std::abort();
}

}  // namespace trainyard::fuzz
