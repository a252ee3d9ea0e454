#include "host/config/config.hpp"
#include "jobs/invocation.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb docs() {
  Verb verb;
  verb.name = "docs";
  verb.summary = "prints the generated files configs/trainyard.schema.json and configs/REFERENCE.md";
  verb.positionals = {{"FILE", true, {"schema", "reference"}}};
  verb.examples = {{"the JSON Schema that editors use", "trainyard docs schema > configs/trainyard.schema.json"},
                   {"the config reference", "trainyard docs reference > configs/REFERENCE.md"}};
  verb.hidden = true;
  verb.call = [](const Invocation& invocation) {
    const std::string file = invocation.word(0);
    Answer answer;
    answer.text = file == "schema" ? config::json_schema().dump(2) + "\n" : config::reference_markdown();
    answer.document = {{"status", "finished"}, {"file", file}, {"text", answer.text}};
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
