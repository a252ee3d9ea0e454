#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>

#include "host/config/utf8.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/tracking/tracking.hpp"
#include "jobs/invocation.hpp"
#include "jobs/models_text.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

registry::Order order_of(const Invocation& invocation) {
  const std::filesystem::path root = invocation.results();
  static_cast<void>(results::Results::open(root));  // only a results directory gets a registry
  return {.root = root, .command = invocation.command_line(), .reason = invocation.text("reason")};
}

registry::Registry open(const Invocation& invocation) {
  return registry::Registry::open(results::Results::open(invocation.results()).root());
}

std::uint64_t version_of(const std::string& word) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (code == std::errc() && end == word.data() + word.size()) return number;
  throw Error(ExitCode::usage, "models: '" + word + "' is not the number of a version");
}

Answer list_models(const Invocation& invocation) { return models_answer(invocation.results(), open(invocation)); }

Answer show_model(const Invocation& invocation) {
  const std::string name = invocation.word(1), version = invocation.word(2);
  const registry::Registry registry = open(invocation);
  if (registry::is_reference(name) && version.empty()) return version_answer(registry.resolve(name));
  if (version.empty()) return model_answer(registry::find_model(registry.models(), name));
  return version_answer(registry.resolve(name + "@" + version));
}

Answer history(const Invocation& invocation) { return history_answer(invocation.word(1), open(invocation).history(invocation.word(1))); }

void tag_if_asked(const Invocation& invocation, const registry::Changed& changed, Answer& answer) {
  if (!invocation.has("git-tag")) return;
  const registry::GitTag tag = registry::plan_git_tag(invocation.results(), changed.model.name, changed.version.number);
  registry::make_git_tag(tag);
  answer.document["git_tag"] = tag.name;
  answer.text += "git tag " + tag.name + " on " + tag.commit + "\n";
}

/// The owner's text for the model card.
std::string card_file(const std::filesystem::path& file) {
  constexpr std::uintmax_t largest = 1 << 20;
  const std::string where = "--card: " + file.string() + ": ";
  if (!std::filesystem::exists(file)) throw Error(ExitCode::no_input, where + "no such file");
  if (!std::filesystem::is_regular_file(file)) throw Error(ExitCode::bad_data, where + "not a regular file; give one in Markdown");
  if (std::filesystem::file_size(file) > largest) throw Error(ExitCode::bad_data, where + "larger than 1 MiB; a card is a page or two");
  std::string text = storage::read_file(file);
  if (const auto bad = config::find_bad_utf8(text)) {
    const std::string place = "line " + std::to_string(bad->line) + ", byte " + std::to_string(bad->column);
    throw Error(ExitCode::bad_data, where + place + ": " + bad->what + "; a card is text in UTF-8");
  }
  return text;
}

Answer enroll(const Invocation& invocation) {
  const registry::Order order = order_of(invocation);
  registry::Registration registration;
  registration.name = invocation.word(1);
  registration.run = results::Results::open(invocation.results()).find(invocation.word(2)).folder;
  registration.description = invocation.text("description");
  for (const std::string& tag : invocation.texts("tag")) {
    const std::size_t at = tag.find('=');
    if (at == std::string::npos) throw Error(ExitCode::usage, "models register: --tag: '" + tag + "' is not KEY=VALUE");
    if (registration.tags.emplace(tag.substr(0, at), tag.substr(at + 1)).second) continue;
    throw Error(ExitCode::usage, "models register: --tag: '" + tag.substr(0, at) + "' is given twice");
  }
  if (invocation.has("card")) registration.card = card_file(invocation.text("card"));
  if (invocation.has("stage")) registration.stage = registry::stage_from_name(invocation.text("stage"));
  registration.force = invocation.has("force");
  if (invocation.has("git-tag")) registry::check_git_tag_of_next(order.root, registration.name, registration.run);
  const registry::Changed changed = registry::register_version(order, registration);
  Answer answer = changed_answer(changed, "registered");
  tag_if_asked(invocation, changed, answer);
  return answer;
}

Answer promote(const Invocation& invocation) {
  const std::string name = invocation.word(1);
  const std::uint64_t number = version_of(invocation.word(2));
  const registry::Stage to = registry::stage_from_name(invocation.required("to"));
  const registry::Order order = order_of(invocation);
  if (invocation.has("git-tag")) static_cast<void>(registry::plan_git_tag(order.root, name, number));  // what it lacks is said first
  const registry::Changed changed = registry::promote(order, name, number, to);
  Answer answer = changed_answer(changed, to == registry::Stage::archived ? "archived" : "promoted");
  tag_if_asked(invocation, changed, answer);
  return answer;
}

Answer approve(const Invocation& invocation) {
  static_cast<void>(invocation.required("reason"));
  return changed_answer(registry::approve(order_of(invocation), invocation.word(1), version_of(invocation.word(2))), "approved");
}

Answer archive(const Invocation& invocation) {
  const registry::Stage archived = registry::Stage::archived;
  return changed_answer(registry::promote(order_of(invocation), invocation.word(1), version_of(invocation.word(2)), archived), "archived");
}

Answer rollback(const Invocation& invocation) {
  static_cast<void>(invocation.required("reason"));
  return changed_answer(registry::rollback(order_of(invocation), invocation.word(1)), "is back");
}

Answer check_registry(const Invocation& invocation) {
  pipeline::CheckRequest request{.reference = invocation.word(1), .order = order_of(invocation)};
  request.device = invocation.device();
  request.threads = invocation.threads();
  Answer answer{.document = pipeline::check_model(request).summary, .text = {}};
  const auto& found = answer.document;
  const bool passed = found.at("verdict") == "passed";
  answer.code = passed ? ExitCode::done : ExitCode::verdict_no;
  answer.text = value_text(found.at("model")) + " version " + value_text(found.at("version")) + ": " + value_text(found.at("verdict"));
  if (!passed) answer.text += ": " + printable(found.at("problem").get<std::string>(), 1000);
  if (found.contains("latency_ms")) {
    answer.text += ", " + value_text(found["answers"]) + " rows one by one over " + value_text(found["examples"]) + " examples, p50 " +
                   value_text(found["latency_ms"]["p50"]) + " ms, p99 " + value_text(found["latency_ms"]["p99"]) + " ms";
  }
  answer.text += "\n";
  return answer;
}

struct ModelsAction {
  std::string name;
  std::vector<std::string> words;  ///< after it; those in brackets may be missing
  std::vector<std::string> options;
  Answer (*call)(const Invocation&);
  std::string summary;
  Example example;
  bool changes_stages = false;
};

const std::vector<ModelsAction>& models_actions() {
  static const std::vector<ModelsAction> all = {
      {"list",
       {},
       {},
       list_models,
       "every model with its newest version and what is in which stage",
       {"all models", "trainyard models list"}},
      {"show",
       {"NAME", "[VERSION]"},
       {},
       show_model,
       "the versions of a model, or one of them: stage, approvals, checks, lineage",
       {"one version", "trainyard models show house_value 3"}},
      {"register",
       {"NAME", "RUN"},
       {"description", "tag", "card", "stage", "force", "reason", "git-tag"},
       enroll,
       "makes a finished run whose gates passed the next version of a model",
       {"a finished run becomes a version", "trainyard models register house_value RUN --stage Staging --card card.md"},
       true},
      {"promote",
       {"NAME", "VERSION"},
       {"to", "reason", "git-tag"},
       promote,
       "moves a version to another stage; a former one in Production goes to Archived",
       {"to Production, which needs an approval", "trainyard models promote house_value 3 --to Production"},
       true},
      {"approve",
       {"NAME", "VERSION"},
       {"reason"},
       approve,
       "puts on record that this user is for this version in Production",
       {"by another user than the one who registered it",
        "trainyard models approve house_value 3 --reason 'checked on the October sales'"}},
      {"rollback",
       {"NAME"},
       {"reason"},
       rollback,
       "puts the version that was in Production before back",
       {"the last good version, at once", "trainyard models rollback house_value --reason 'predicts too high'"},
       true},
      {"archive",
       {"NAME", "VERSION"},
       {"reason"},
       archive,
       "moves a version to Archived; what is in Production needs a reason",
       {"an old version", "trainyard models archive house_value 2 --reason 'of last year'"},
       true},
      {"history",
       {"NAME"},
       {},
       history,
       "who changed what of a model, when and why",
       {"all of it", "trainyard models history house_value"}},
      {"check",
       {"NAME@STAGE"},
       {},
       check_registry,
       "replays a version's examples through the predictor, compares the answers and measures the latency",
       {"of the version in Staging", "trainyard models check house_value@Staging"}}};
  return all;
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// Error(usage) when a word is missing or too many, or an option is another action's.
void check_models_call(const Invocation& invocation, const ModelsAction& action) {
  const std::string what = "models " + action.name + ": ";
  for (std::size_t i = 0; i < action.words.size(); ++i) {
    if (!invocation.word(i + 1).empty() || action.words[i].starts_with('[')) continue;
    const std::string where = action.words[i] == "RUN" ? "runs list" : i == 0 ? "models list" : "models show " + invocation.word(1);
    throw Error(ExitCode::usage, what + action.words[i] + " is missing; `trainyard " + where + "` names them");
  }
  if (const std::string extra = invocation.word(action.words.size() + 1); !extra.empty()) {
    throw Error(ExitCode::usage, what + "unexpected word '" + extra + "'");
  }
  for (const ModelsAction& other : models_actions()) {
    for (const std::string& option : other.options) {
      if (!invocation.has(option) || std::ranges::find(action.options, option) != action.options.end()) continue;
      throw Error(ExitCode::usage, what + "--" + option + " belongs to `models " + other.name + "`");
    }
  }
}

}  // namespace

Verb models() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "models";
  verb.summary = "the registry: versions of models, their stages, approvals and history";
  verb.rule =
      "Stages are None, Staging, Production and Archived; at most one version is in Production. A promotion to Production needs an "
      "approval by another user than the one who registered the version, or what policy.yaml in the results directory says.";
  verb.positionals = {{"ACTION", true, {}}, {"NAME", false}, {"RUN|VERSION", false}};
  for (const ModelsAction& action : models_actions()) {
    verb.positionals[0].choices.push_back(action.name);
    verb.pages.push_back({action.name, joined_words(action.words), action.summary, action.options, action.example});
  }
  verb.examples = {{"a finished run becomes a version", "trainyard models register house_value RUN --stage Staging --card card.md"},
                   {"another user approves it", "trainyard models approve house_value 3 --reason 'checked on the October sales'"},
                   {"it goes to Production, and the former version to Archived", "trainyard models promote house_value 3 --to Production"},
                   {"the last good version, back at once", "trainyard models rollback house_value --reason 'predicts too high'"},
                   {"examples, answers and latency through the predictor", "trainyard models check house_value@Staging"},
                   {"who did what, when and why", "trainyard models history house_value"}};
  verb.options.add_options()("to", po::value<std::string>()->value_name("None|Staging|Production|Archived"), "stage to promote to")(
      "reason", po::value<std::string>()->value_name("TEXT"), "why, for the record")(
      "description", po::value<std::string>()->value_name("TEXT"), "what the version is, in words")(
      "tag", po::value<std::vector<std::string>>()->value_name("KEY=VALUE")->composing(), "label of the version; may be repeated")(
      "card", po::value<std::string>()->value_name("FILE"),
      "the owner's part of the model card, in Markdown: intended use, data, metrics, limits")(
      "stage", po::value<std::string>()->value_name("None|Staging"), "stage to register in; None by default")(
      "force", po::bool_switch(), "register although the gates failed or were not evaluated; needs --reason")(
      "git-tag", po::bool_switch(), "also make the git tag NAME-vVERSION on the commit that the run was made from");
  verb.call = [](const Invocation& invocation) {
    const auto action = std::ranges::find(models_actions(), invocation.word(0), &ModelsAction::name);
    check_models_call(invocation, *action);
    Answer answer = action->call(invocation);
    if (action->changes_stages) tracking::mirror_registry(invocation.results());
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
