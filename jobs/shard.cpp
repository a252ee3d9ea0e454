#include "jobs/chain.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb shard() {
  Verb verb;
  verb.name = "shard";
  verb.summary = "raw files to a versioned dataset of HDF5 shards, or finds it unchanged";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"make the dataset that the config describes", "trainyard shard configs/housing.yaml"},
                   {"where it lies, for a script", "trainyard shard configs/housing.yaml --json -q | jq -r .dataset.path"}};
  verb.takes_config = true;
  verb.on_signal = OnSignal::stop;
  verb.call = [](const Invocation& invocation) {
    const nlohmann::ordered_json summary = pipeline::shard(invocation.config()).summary;
    const nlohmann::ordered_json dataset = summary.value("dataset", nlohmann::ordered_json::object());
    Table facts({{}, {}});
    facts.add({"dataset", dataset_text(dataset)});
    if (dataset.contains("shards")) facts.add({"shards", value_text(dataset["shards"])});
    facts.add({"path", path_text(dataset.value("path", ""))});
    return Answer{.document = summary, .text = facts.text()};
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
