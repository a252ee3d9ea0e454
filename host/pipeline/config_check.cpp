#include "host/pipeline/config_check.hpp"

#include "host/config/changes.hpp"
#include "host/error/error.hpp"

namespace trainyard::pipeline {

void check_config_kept(const config::Config& before, const config::Config& after, const std::string& run) {
  std::string found;
  for (const config::Change& change : config::changes(before.document(), after.document())) {
    if (!config::may_change(change.key)) found += "\n  " + config::to_text(change);
  }
  if (found.empty()) return;
  std::string free;
  for (const std::string& key : config::changeable_keys()) free += (free.empty() ? "" : ", ") + key;
  throw Error(ExitCode::bad_config,
              run + " cannot go on with another config:" + found +
                  "\nLeave these as they were, or start a new run with the config that you want. What may change: " + free);
}

}  // namespace trainyard::pipeline
