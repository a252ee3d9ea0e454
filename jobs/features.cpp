#include <boost/program_options/value_semantic.hpp>

#include "jobs/table_output.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb features() {
  Verb verb;
  verb.name = "features";
  verb.summary = "fits the transform on the training rows and applies it to all rows";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"the transformed table, with its split and target", "trainyard features configs/housing.yaml --output features.csv"},
                   {"a first look", "trainyard features configs/housing.yaml -q | head -3"}};
  add_table_output(verb);
  verb.options.add_options()("dataset", boost::program_options::value<std::string>()->value_name("PATH"),
                             "use this published dataset instead of data.source");
  verb.takes_config = true;
  verb.on_signal = OnSignal::stop;
  verb.call = [](const Invocation& invocation) {
    const std::filesystem::path output = table_output(invocation);
    const config::Config config = invocation.config();
    const pipeline::Outcome outcome = pipeline::features(config, invocation.settings(), output);
    const std::string rows = count_text(outcome.summary.value("rows", std::uint64_t{0}));
    const auto names = outcome.summary.value("features", nlohmann::ordered_json::array());
    return table_answer(outcome, rows + " rows with " + count_text(names.size()) + " features", output);
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
