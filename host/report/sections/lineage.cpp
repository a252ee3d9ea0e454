#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

std::string commit_text(const Json& git) {
  const Json& commit = member(git, {"commit"});
  if (!commit.is_string()) return "none";
  return commit.get<std::string>() + (member(git, {"dirty"}) == true ? ", with changes that are not committed" : "");
}

std::string run_table(const RunFiles& run) {
  HtmlTable table({"", ""});
  for (const auto& [key, name] : {std::pair("name", "run"), std::pair("parent", "parent"), std::pair("user", "user"),
                                  std::pair("command_line", "command"), std::pair("config_file", "config"), std::pair("seed", "seed"),
                                  std::pair("created", "begun"), std::pair("finished", "finished"), std::pair("trainyard", "trainyard")}) {
    if (const Json& value = member(run.run, {key}); !value.is_null()) table.add({name, value_text(value)});
  }
  table.add({"git commit", commit_text(member(run.run, {"git"}))});
  return table.html();
}

std::string features_list(const Json& features) {
  std::string text;
  for (const Json& feature : features) text += (text.empty() ? "" : ", ") + value_text(feature);
  return text.empty() ? "" : details("The " + std::to_string(features.size()) + " features in order", paragraph(text));
}

}  // namespace

Section lineage_section(const RunFiles& run) {
  Section section{.id = "lineage", .title = "Lineage and environment"};
  section.body = run_table(run);
  section.body += titled("Sources", records_table(member(run.data, {"sources"}))) +
                  titled("Joined tables", records_table(member(run.data, {"joined"}))) +
                  titled("Dataset", facts_table(member(run.run, {"summary", "dataset"}))) + features_list(member(run.data, {"features"}));
  if (const std::string machine = facts_table(run.system); !machine.empty())
    section.body += details("Machine, build, libraries and time of each stage", machine);
  return section;
}

}  // namespace trainyard::report
