// The list of verbs: one file jobs/<verb>.cpp and one line here for each.
#pragma once

#include <string>
#include <vector>

#include "jobs/verb.hpp"

// In the order of --help.
#define TRAINYARD_VERBS(VERB) \
  VERB(validate)              \
  VERB(shard)                 \
  VERB(features)              \
  VERB(sweep)                 \
  VERB(train)                 \
  VERB(evaluate)              \
  VERB(run)                   \
  VERB(nightly)               \
  VERB(submit)                \
  VERB(predict)               \
  VERB(serve)                 \
  VERB(monitor)               \
  VERB(export_model)          \
  VERB(resume)                \
  VERB(runs)                  \
  VERB(report)                \
  VERB(models)                \
  VERB(verify)                \
  VERB(doctor)                \
  VERB(completion)            \
  VERB(docs)

namespace trainyard::jobs {

namespace verbs {
#define TRAINYARD_DECLARE_VERB(verb) Verb verb();
TRAINYARD_VERBS(TRAINYARD_DECLARE_VERB)
#undef TRAINYARD_DECLARE_VERB
}  // namespace verbs

/// All verbs, hidden ones too.
const std::vector<Verb>& all_verbs();
/// The verb of this name; Error(usage) with the nearest name otherwise.
const Verb& find_verb(const std::string& name);

}  // namespace trainyard::jobs
