#include <boost/program_options/value_semantic.hpp>

#include "host/error/error.hpp"
#include "jobs/chain.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_entry = 60;
constexpr std::size_t digits_of_checksum = 8;

/// Numbers in full, as they are stored.
std::string cell_text(const ordered_json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? printable(value.get<std::string>(), longest_entry) : value.dump();
}

std::string rows_text(const ordered_json& rows) {
  std::vector<Column> columns;
  for (const auto& [name, value] : rows.at(0).items()) columns.push_back({printable(name)});
  for (const ordered_json& row : rows) {
    std::size_t i = 0;
    for (const auto& [name, value] : row.items()) {
      if (value.is_number()) columns[i].align = Align::right;
      ++i;
    }
  }
  Table table(columns);
  for (const ordered_json& row : rows) {
    std::vector<std::string> cells;
    for (const auto& [name, value] : row.items()) cells.push_back(cell_text(value));
    table.add(cells);
  }
  return table.text();
}

std::string joined_texts(const ordered_json& list, const std::function<std::string(const ordered_json&)>& text_of) {
  std::string text;
  for (const ordered_json& entry : list) text += (text.empty() ? "" : ", ") + text_of(entry);
  return text;
}

Answer list_datasets(const Invocation& invocation) {
  const std::filesystem::path results = invocation.word(0).empty() ? invocation.results() : [&] {
    const config::Config config = invocation.config();
    config.check();
    return config.resolve(config.at("results").get<std::string>());
  }();
  Answer answer{.document = pipeline::list_datasets(results).summary, .text = ""};
  const Align right = Align::right;
  Table table({{"dataset"},
               {"version"},
               {"made"},
               {"rows", right},
               {"quarantined", right},
               {"shards", right},
               {"bytes", right},
               {"goes on from"},
               {"sources"}});
  for (const ordered_json& entry : answer.document["datasets"]) {
    if (entry["status"] == "damaged") {
      table.add({entry["name"], entry["version"], entry["made"], "", "", "", count_text(entry["bytes"]), "", "damaged: trainyard verify"});
      continue;
    }
    const auto source = [](const ordered_json& file) {
      const std::filesystem::path path = file["path"].get<std::string>();
      return path.filename().string() + " " + file["sha256"].get<std::string>().substr(0, digits_of_checksum);
    };
    table.add({entry["name"], entry["version"], entry["made"], count_text(entry["rows"]), count_text(entry["quarantined"]),
               count_text(entry["shards"]), count_text(entry["bytes"]),
               joined_texts(entry["goes_on_from"], [](const ordered_json& version) { return version.get<std::string>(); }),
               joined_texts(entry["sources"], source)});
  }
  answer.text = table.empty() ? "no datasets in " + path_text(results) + "\n" : table.text();
  return answer;
}

Answer make(const Invocation& invocation) {
  if (invocation.word(0).empty()) throw Error(ExitCode::usage, "shard: CONFIG is missing (trainyard shard --help)");
  const std::uint64_t show = invocation.has("show") ? invocation.count("show") : 0;
  Answer answer{.document = pipeline::shard(invocation.config(), show).summary, .text = ""};
  const ordered_json& dataset = answer.document["dataset"];
  Table facts({{}, {}});
  facts.add({"dataset", dataset_text(dataset)});
  facts.add({"shards", value_text(dataset["shards"])});
  facts.add({"path", path_text(dataset.value("path", ""))});
  answer.text = facts.text();
  if (show > 0) answer.table = rows_text(answer.document["rows"]);
  return answer;
}

}  // namespace

Verb shard() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "shard";
  verb.summary = "raw files to a versioned dataset of HDF5 shards, or finds it unchanged";
  verb.positionals = {{"CONFIG", false}};
  verb.examples = {{"make the dataset that the config describes", "trainyard shard configs/housing.yaml"},
                   {"where it lies, for a script", "trainyard shard configs/housing.yaml --json -q | jq -r .dataset.path"},
                   {"what is in it", "trainyard shard configs/housing.yaml --show 5"},
                   {"the datasets below ./results, newest first", "trainyard shard --list"}};
  verb.options.add_options()("show", po::value<std::string>()->value_name("N"),
                             "print its first N rows on standard output, the rest on standard error")(
      "list", po::bool_switch(), "make nothing; list the datasets of the results directory (CONFIG's, if given)");
  add_base(verb);
  verb.takes_config = true;
  verb.on_signal = OnSignal::stop;
  verb.call = [](const Invocation& invocation) {
    if (!invocation.has("list")) return make(invocation);
    if (invocation.has("show")) throw Error(ExitCode::usage, "shard: --list and --show exclude each other (trainyard shard --help)");
    return list_datasets(invocation);
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
