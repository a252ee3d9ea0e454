#include "jobs/invocation.hpp"

#include <algorithm>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <cstdlib>

#include "host/system/command.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace po = boost::program_options;

namespace {

constexpr char words_key[] = "(words)";  // not a name that anyone types after --
constexpr int max_threads = 4096, max_workers = 1024;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_device(std::string_view text) {
  if (text == "auto" || text == "cpu" || text == "cuda") return true;
  if (!text.starts_with("cuda:")) return false;
  text.remove_prefix(5);
  return !text.empty() && text.size() <= 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Returns the number, or -1 when `text` is not a whole number up to `most`.
int count_of(const std::string& text, int most) {
  int value = -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc() && end == text.data() + text.size() && value >= 0 && value <= most ? value : -1;
}

int thread_count(const std::string& text) { return count_of(text, max_threads); }

std::string not_a_device(const std::string& where, const std::string& value) {
  return where + ": '" + value + "' is not a device; known: auto, cpu, cuda, cuda:N";
}

std::string not_a_thread_count(const std::string& where, const std::string& value) {
  return where + ": '" + value + "' is not a number of threads from 0 (all) to " + std::to_string(max_threads);
}

po::options_description visible_options(const Verb& verb) {
  po::options_description all;
  all.add(verb.options).add(common_options(verb));
  return all;
}

[[noreturn]] void refuse(const Verb& verb, const std::string& what) {
  throw Error(ExitCode::usage, verb.name + ": " + what + " (trainyard " + verb.name + " --help)");
}

po::variables_map parse(const Verb& verb, const std::vector<std::string>& words) {
  const po::options_description visible = visible_options(verb);
  po::options_description all;
  all.add(visible).add_options()(words_key, po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add(words_key, -1);
  namespace style = po::command_line_style;
  po::variables_map parsed;
  try {
    po::store(po::command_line_parser(words).options(all).positional(positional).style(style::unix_style & ~style::allow_guessing).run(),
              parsed);
    po::notify(parsed);
  } catch (const po::unknown_option& error) {
    std::vector<std::string> known;
    for (const auto& option : visible.options()) known.push_back("--" + option->long_name());
    refuse(verb, "unknown option '" + error.get_option_name() + "'" + suggest(error.get_option_name(), known));
  } catch (const po::error& error) {
    refuse(verb, error.what());
  }
  return parsed;
}

}  // namespace

po::options_description common_options(const Verb& verb) {
  po::options_description options("Common options");
  auto add = options.add_options();
  if (verb.takes_config) {
    add("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE")->composing(),
        "put a value over the config's, such as model.params.max_depth=4; may be repeated");
    add("strict", po::bool_switch(), "take cautions, warnings about doubtful choices, as errors (TRAINYARD_STRICT)");
  }
  add("results", po::value<std::string>()->value_name("DIR"), "results directory (TRAINYARD_RESULTS)");
  add("device", po::value<std::string>()->value_name("auto|cpu|cuda"), "where to compute; cuda:1 is the second GPU (TRAINYARD_DEVICE)");
  add("threads", po::value<std::string>()->value_name("N"), "CPU threads, all by default; never changes a result (TRAINYARD_THREADS)");
  add("json", po::bool_switch(), "one line of JSON on standard output, everything else on standard error");
  add("verbose,v", po::bool_switch(), "say more on standard error");
  add("quiet,q", po::bool_switch(), "only warnings and errors on standard error");
  add("help,h", po::bool_switch(), "print this help");
  return options;
}

Invocation::Invocation(const Verb& verb, const std::vector<std::string>& words) : verb_(&verb), options_(parse(verb, words)) {
  if (options_.count(words_key) > 0) words_ = options_[words_key].as<std::vector<std::string>>();
  command_line_ = "trainyard " + verb.name;
  for (const std::string& word : words) command_line_ += " " + system::shell_quoted(word);
  if (has("help")) return;
  check_words();
  check_values();
}

void Invocation::check_words() const {
  const std::vector<Positional>& expected = verb_->positionals;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i >= words_.size()) {
      if (expected[i].required) refuse(*verb_, expected[i].name + " is missing");
      break;
    }
    const std::vector<std::string>& choices = expected[i].choices;
    if (choices.empty() || std::find(choices.begin(), choices.end(), words_[i]) != choices.end()) continue;
    refuse(*verb_, "unknown word '" + words_[i] + "'" + suggest(words_[i], choices));
  }
  if (!expected.empty() && expected.back().repeats) return;
  if (words_.size() > expected.size()) refuse(*verb_, "unexpected word '" + words_[expected.size()] + "'");
}

void Invocation::check_values() const {
  if (has("verbose") && has("quiet")) refuse(*verb_, "--verbose and --quiet exclude each other");
  if (has("device") && !is_device(text("device"))) refuse(*verb_, not_a_device("--device", text("device")));
  if (has("threads") && thread_count(text("threads")) < 0) refuse(*verb_, not_a_thread_count("--threads", text("threads")));
  if (has("workers") && count_of(text("workers"), max_workers) < 0) {
    refuse(*verb_,
           "--workers: '" + text("workers") + "' is not a number of processes from 0 (none but this) to " + std::to_string(max_workers));
  }
  const po::options_description visible = visible_options(*verb_);
  for (const auto& option : visible.options()) {
    const std::string& name = option->long_name();
    if (name == "set" || option->semantic()->max_tokens() == 0 || !has(name)) continue;
    const auto given = option->semantic()->is_composing() ? texts(name) : std::vector<std::string>{text(name)};
    if (std::find(given.begin(), given.end(), "") != given.end()) refuse(*verb_, "--" + name + " is empty");
  }
}

bool Invocation::has(const std::string& option) const {
  const auto found = options_.find(option);
  if (found == options_.end()) return false;
  const boost::any& value = found->second.value();
  return value.type() != typeid(bool) || boost::any_cast<bool>(value);
}

std::string Invocation::text(const std::string& option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? "" : found->second.as<std::string>();
}

std::vector<std::string> Invocation::texts(const std::string& option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::vector<std::string>{} : found->second.as<std::vector<std::string>>();
}

std::uint64_t Invocation::count(const std::string& option) const {
  const std::string given = text(option);
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (code != std::errc() || end != given.data() + given.size() || value == 0) {
    refuse(*verb_, "--" + option + ": '" + given + "' is not a whole number from 1 on");
  }
  return value;
}

std::string Invocation::required(const std::string& option) const {
  if (!has(option)) refuse(*verb_, "--" + option + " is missing");
  return text(option);
}

config::Overrides Invocation::overrides() const {
  config::Overrides overrides;
  if (has("set")) overrides.set = options_["set"].as<std::vector<std::string>>();
  overrides.flags = nlohmann::ordered_json::object();
  if (has("results")) overrides.flags["results"] = std::filesystem::absolute(text("results")).lexically_normal().string();
  if (has("device")) overrides.flags["device"] = text("device");
  if (has("threads")) overrides.flags["threads"] = thread_count(text("threads"));
  if (has("workers")) overrides.flags["workers"] = count_of(text("workers"), max_workers);
  if (has("strict")) overrides.flags["strict"] = true;
  if (has("base")) overrides.base = std::filesystem::absolute(text("base")).lexically_normal();
  return overrides;
}

config::Config Invocation::config() const {
  config::Config config = config::Config::load(word(0), overrides());
  if (const auto& results = config.at("results"); results.is_string()) results_used_ = config.resolve(results.get<std::string>());
  return config;
}

pipeline::Settings Invocation::settings() const {
  pipeline::Settings settings;
  settings.command_line = command_line_;
  settings.fresh = has("new");
  if (has("dataset")) settings.dataset = std::filesystem::absolute(text("dataset")).lexically_normal();
  return settings;
}

std::filesystem::path Invocation::results() const {
  std::string results = has("results") ? text("results") : environment("TRAINYARD_RESULTS");
  if (results.empty()) results = "results";
  results_used_ = std::filesystem::absolute(results).lexically_normal();
  return *results_used_;
}

std::string Invocation::device() const {
  if (has("device")) return text("device");
  const std::string given = environment("TRAINYARD_DEVICE");
  if (given.empty()) return "auto";
  if (!is_device(given)) throw Error(ExitCode::bad_config, not_a_device("TRAINYARD_DEVICE", given));
  return given;
}

std::filesystem::path Invocation::results_of(const std::string& run) const {
  std::error_code ignored;
  if (!has("results") && std::filesystem::is_directory(run, ignored)) {
    const std::filesystem::path folder = std::filesystem::absolute(run).lexically_normal();
    for (std::filesystem::path above = folder; above.has_relative_path(); above = above.parent_path()) {
      if (!std::filesystem::exists(above / "layout.json", ignored)) continue;
      results_used_ = above;
      return above;
    }
  }
  return results();
}

int Invocation::threads() const {
  if (has("threads")) return thread_count(text("threads"));
  const std::string given = environment("TRAINYARD_THREADS");
  if (given.empty()) return 0;
  if (thread_count(given) < 0) throw Error(ExitCode::bad_config, not_a_thread_count("TRAINYARD_THREADS", given));
  return thread_count(given);
}

}  // namespace trainyard::jobs
