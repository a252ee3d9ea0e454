// One of a list by the name that the config gives it.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "host/error/error.hpp"

namespace trainyard::search {

/// Throws Error(bad_config) that suggests the nearest where there is none. `kind`: "sampler", for the key search.sampler.
template <class One>
const One& named(std::span<const One> all, const std::string& kind, const std::string& name) {
  const auto at = std::ranges::find(all, name, &One::name);
  if (at != all.end()) return *at;
  std::vector<std::string> known;
  for (const One& one : all) known.push_back(one.name);
  throw Error(ExitCode::bad_config, "search." + kind + ": unknown " + kind + " '" + name + "'" + suggest(name, known));
}

}  // namespace trainyard::search
