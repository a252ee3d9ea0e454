#include "jobs/verbs.hpp"

#include <filesystem>

namespace trainyard::jobs {

const std::vector<Verb>& all_verbs() {
#define TRAINYARD_MAKE_VERB(verb) verbs::verb(),
  static const std::vector<Verb> all = {TRAINYARD_VERBS(TRAINYARD_MAKE_VERB)};
#undef TRAINYARD_MAKE_VERB
  return all;
}

const Verb& find_verb(const std::string& name) {
  std::vector<std::string> known;
  for (const Verb& verb : all_verbs()) {
    if (verb.name == name) return verb;
    if (!verb.hidden) known.push_back(verb.name);
  }
  if (std::error_code ignored; std::filesystem::is_regular_file(name, ignored)) {
    throw Error(ExitCode::usage, "'" + name + "' is a file, not a verb; to train from this config: trainyard run " + name);
  }
  throw Error(ExitCode::usage, "unknown verb '" + name + "'" + suggest(name, known));
}

}  // namespace trainyard::jobs
