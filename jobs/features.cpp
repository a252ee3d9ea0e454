#include <boost/program_options/value_semantic.hpp>
#include <charconv>

#include "host/output/table_file.hpp"
#include "jobs/row_text.hpp"
#include "jobs/table_output.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

pipeline::RowPlace row_place(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string number = colon == std::string::npos ? text : text.substr(colon + 1);
  pipeline::RowPlace place{colon == std::string::npos ? "" : text.substr(0, colon), 0};
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), place.number);
  if (code != std::errc() || end != number.data() + number.size() || place.number == 0 || colon == 0) {
    throw Error(ExitCode::usage, "features: --explain: '" + text + "' is not a data row, such as 1, or with its file, such as data.csv:1");
  }
  return place;
}

Answer explain(const Invocation& invocation) {
  if (invocation.has("output")) {
    throw Error(ExitCode::usage, "features: --explain and --output exclude each other (trainyard features --help)");
  }
  const pipeline::RowPlace place = row_place(invocation.text("explain"));
  Answer answer{.document = pipeline::explain_features(invocation.config(), invocation.settings(), place).summary, .text = ""};
  answer.text = row_text(answer.document);
  return answer;
}

}  // namespace

Verb features() {
  Verb verb;
  verb.name = "features";
  verb.summary = "fits the transform on the training rows and applies it to all rows";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"the transformed table, with its split and target", "trainyard features configs/housing.yaml --output features.csv"},
                   {"the same for another program to read", "trainyard features configs/housing.yaml --output features.parquet"},
                   {"a first look", "trainyard features configs/housing.yaml -q | head -3"},
                   {"what becomes of one row, step by step", "trainyard features configs/housing.yaml --explain 12"}};
  add_table_output(verb, output::extensions());
  verb.options.add_options()("dataset", boost::program_options::value<std::string>()->value_name("PATH"),
                             "use this published dataset instead of data.source")(
      "explain", boost::program_options::value<std::string>()->value_name("ROW"),
      "print one row's way through every step instead; ROW is its number in its file, from 1: 12, or of several files data.csv:12");
  verb.takes_config = true;
  verb.on_signal = OnSignal::stop;
  verb.call = [](const Invocation& invocation) {
    if (invocation.has("explain")) return explain(invocation);
    const std::filesystem::path output = table_output(invocation, output::extensions());
    const config::Config config = invocation.config();
    const pipeline::Outcome outcome = pipeline::features(config, invocation.settings(), output);
    const std::string rows = count_text(outcome.summary.value("rows", std::uint64_t{0}));
    const auto names = outcome.summary.value("features", nlohmann::ordered_json::array());
    return table_answer(outcome, rows + " rows with " + count_text(names.size()) + " features", output);
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
