#include "jobs/models_text.hpp"

#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

using nlohmann::ordered_json;

namespace {

ordered_json versions_in(const registry::Model& model, registry::Stage stage) {
  ordered_json numbers = ordered_json::array();
  for (const registry::Version& version : model.versions) {
    if (version.stage == stage) numbers.push_back(version.number);
  }
  return numbers;
}

std::string listed_numbers(const ordered_json& numbers) {
  std::string text;
  for (const ordered_json& number : numbers) text += (text.empty() ? "" : ", ") + number.dump();
  return text.empty() ? "-" : text;
}

std::string check_text(const ordered_json& check) { return check.is_object() ? check.value("verdict", "") : "-"; }

/// "2: Production -> Archived, 3: Staging -> Production"; of other changes what came of them.
std::string change_text(const ordered_json& line) {
  const ordered_json &before = line.at("before"), &after = line.at("after");
  const std::string action = line.at("action");
  if (action == "register") return value_text(after.at("stage")) + (after.at("forced") == true ? ", by force" : "");
  if (action == "approve") return value_text(after.at("approvals")) + (after.at("approvals") == 1 ? " approval" : " approvals");
  if (action == "check") return value_text(after.at("verdict"));
  std::string text;
  for (const auto& [version, stage] : after.items()) {
    text += (text.empty() ? "" : ", ") + version + ": " + value_text(before.at(version)) + " -> " + value_text(stage);
  }
  return text;
}

}  // namespace

Answer models_answer(const std::filesystem::path& results, const registry::Registry& registry) {
  Answer answer;
  answer.document = {{"status", "finished"}, {"results", results.string()}, {"models", ordered_json::array()}};
  Table table({{"model"}, {"versions", Align::right}, {"Production"}, {"Staging"}, {"last change"}});
  for (const auto& [name, model] : registry.models()) {
    const registry::Version* production = model.in_production();
    const ordered_json number = production == nullptr ? ordered_json() : ordered_json(production->number);
    const ordered_json staging = versions_in(model, registry::Stage::staging);
    const std::string changed = registry.history(name).back().at("time");
    answer.document["models"].push_back(
        {{"name", name}, {"versions", model.versions.size()}, {"production", number}, {"staging", staging}, {"changed", changed}});
    table.add({name, std::to_string(model.versions.size()), value_text(number), listed_numbers(staging), changed});
  }
  answer.text = table.empty() ? "no models in " + path_text(results) + "; `trainyard models register NAME RUN` makes one\n" : table.text();
  return answer;
}

Answer model_answer(const registry::Model& model) {
  Answer answer;
  answer.document = {{"status", "finished"}, {"model", model.name}, {"versions", ordered_json::array()}};
  Table table({{"version", Align::right}, {"stage"}, {"approvals", Align::right}, {"check"}, {"forced"}, {"registered"}, {"by"}, {"run"}});
  for (const registry::Version& version : model.versions) {
    answer.document["versions"].push_back(registry::version_json(version));
    table.add({std::to_string(version.number), registry::stage_name(version.stage), std::to_string(version.approvals.size()),
               check_text(version.check), version.forced ? "yes" : "-", version.registered, version.registered_by, version.run});
  }
  answer.text = table.text();
  return answer;
}

Answer version_answer(const registry::Found& found) {
  const std::filesystem::path file = found.folder / "version.json";
  const ordered_json document = storage::parse_json(storage::read_verified(found.folder, "version.json"), file);
  Answer answer;
  answer.document = {{"status", "finished"}, {"model", found.model.name}};
  answer.document.update(registry::version_json(found.version));
  for (const char* key : {"description", "tags", "lineage"}) answer.document[key] = document.at(key);
  const ordered_json& forced = document.at("forced");
  answer.document["forced_reason"] = forced.is_object() ? forced.at("reason") : ordered_json();
  answer.document["path"] = found.folder.string();
  answer.document["card"] = (found.folder / "card.md").string();
  Table facts({{}, {}});
  for (const char* key : {"model", "version", "stage", "description", "checksum", "run", "registered_by", "registered"}) {
    if (answer.document[key] != "") facts.add({key, value_text(answer.document[key])});
  }
  for (const auto& [tag, value] : document.at("tags").items()) facts.add({"tag", tag + "=" + value_text(value)});
  if (found.version.forced) facts.add({"forced", value_text(answer.document["forced_reason"])});
  for (const registry::Approval& one : found.version.approvals) facts.add({"approved by", one.user + ", " + one.time + ": " + one.reason});
  facts.add({"check", check_text(found.version.check)});
  facts.add({"card", path_text(found.folder / "card.md")});
  answer.text = facts.text();
  return answer;
}

Answer history_answer(const std::string& name, const std::vector<ordered_json>& lines) {
  Answer answer;
  answer.document = {{"status", "finished"}, {"model", name}, {"changes", lines}};
  Table table({{"time"}, {"user"}, {"action"}, {"version", Align::right}, {"change"}, {"reason"}});
  for (const ordered_json& line : lines) {
    table.add(
        {line.at("time"), line.at("user"), line.at("action"), line.at("version").dump(), change_text(line), value_text(line.at("reason"))});
  }
  answer.text = table.text();
  return answer;
}

Answer changed_answer(const registry::Changed& changed, const std::string& done) {
  const std::string stage = registry::stage_name(changed.version.stage), number = std::to_string(changed.version.number);
  Answer answer;
  answer.document = {{"status", changed.changed ? "finished" : "skipped"}, {"model", changed.model.name}};
  answer.document.update(registry::version_json(changed.version));
  answer.document["before"] = changed.before;
  answer.document["after"] = changed.after;
  answer.document["path"] = changed.folder.string();
  answer.text = changed.model.name + " version " + number + (changed.changed ? " " + done : ": nothing to do") + ", now in " + stage + "\n";
  if (!changed.after.is_object() || !changed.changed) return answer;
  for (const auto& [other, now] : changed.after.items()) {
    if (now == "Archived" && other != number) answer.text += changed.model.name + " version " + other + " archived\n";
  }
  return answer;
}

}  // namespace trainyard::jobs
