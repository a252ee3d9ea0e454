#include "jobs/help.hpp"

#include <algorithm>

#include "jobs/failure.hpp"
#include "jobs/invocation.hpp"
#include "jobs/option_words.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::jobs {

namespace po = boost::program_options;

namespace {

constexpr std::size_t help_width = 100;

#ifdef __clang__
constexpr char compiler[] = __VERSION__;
#else
constexpr char compiler[] = "g++ " __VERSION__;
#endif

/// Breaks `text` at spaces so that lines fit; lines after the first start with `indent` spaces.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string shown;
  std::size_t used = indent;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!shown.empty() && used + 1 + character_count(word) > help_width) {
      shown += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (!shown.empty()) {
      shown += ' ';
      ++used;
    }
    shown += word;
    used += character_count(word);
    begin = end + 1;
  }
  return shown;
}

std::string options_text(const std::string& title, const po::options_description& options) {
  constexpr std::size_t column = 28;
  if (options.options().empty()) return "";
  std::string text = "\n" + title + ":\n";
  for (const OptionWords& option : option_words(options)) {
    std::string usage = "  " + (option.brief.empty() ? "    " : option.brief + ", ") + option.name;
    if (option.takes_value()) usage += " " + option.placeholder;
    text += padded(usage, column - 2);
    text += character_count(usage) > column - 2 ? "\n" + std::string(column, ' ') : "  ";
    text += wrapped(option.doc, column) + "\n";
  }
  return text;
}

std::string examples_text(const std::vector<Example>& examples) {
  std::string text = "\nExamples:\n";
  for (const Example& example : examples) text += "  # " + example.meaning + "\n  " + example.command + "\n";
  return text;
}

std::string exit_codes_text() {
  std::string text = "\nExit codes:";
  std::size_t used = help_width;  // the first one starts a line
  const auto add = [&](const std::string& code) {
    const bool fits = used + 3 + character_count(code) <= help_width;
    text += (fits ? " · " : "\n  ") + code;
    used = (fits ? used + 3 : 2) + character_count(code);
  };
  for (const ExitMeaning& meaning : exit_meanings()) add(std::to_string(static_cast<int>(meaning.code)) + " " + meaning.meaning);
  add("128+N ended by signal N");
  return text + "\n";
}

}  // namespace

std::string program_help() {
  std::string text =
      "Trainyard trains tabular models in batch, from raw files to a model that predicts.\n"
      "\nUsage: trainyard VERB [ARGUMENTS] [OPTIONS]\n";
  text +=
      examples_text({{"check the config and its data, and change nothing", "trainyard validate configs/housing.yaml"},
                     {"the whole chain for one config; a second time only what has changed", "trainyard run configs/housing.yaml"},
                     {"the same with another value, leaving the file alone", "trainyard run configs/housing.yaml --set search.trials=50"},
                     {"predict with what it trained", "trainyard predict --model RUN --input new.csv --output predictions.csv"}});
  Table verbs({{}, {}});
  for (const Verb& verb : all_verbs()) {
    if (!verb.hidden) verbs.add({verb.name, verb.summary});
  }
  text += "\nVerbs (trainyard VERB --help says more):\n" + verbs.text(2);
  Verb any;
  any.takes_config = true;
  text += options_text("Options of every verb", common_options(any));
  text += "      --version             print the version and how the program was built\n";
  return text + exit_codes_text();
}

namespace {

/// "Lists the runs." of "lists the runs".
std::string sentence(std::string summary) {
  summary.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(summary.front())));
  return summary + ".\n";
}

std::string page_help(const Verb& verb, const ActionPage& page) {
  po::options_description own;
  for (const auto& option : verb.options.options()) {
    if (std::ranges::find(page.options, option->long_name()) != page.options.end()) own.add(option);
  }
  return "Usage: trainyard " + verb.name + " " + page.name + (page.words.empty() ? "" : " " + page.words) + " [OPTIONS]\n\n" +
         sentence(page.summary) + examples_text({page.example}) + options_text("Options of " + verb.name + " " + page.name, own) +
         options_text("Common options", common_options(verb));
}

}  // namespace

std::string verb_help(const Verb& verb, const std::string& action) {
  const auto page = std::ranges::find(verb.pages, action, &ActionPage::name);
  if (page != verb.pages.end()) return page_help(verb, *page);
  std::string usage = "Usage: trainyard " + verb.name;
  for (const Positional& word : verb.positionals) {
    std::string shown = word.name;
    for (std::size_t i = 0; i < word.choices.size(); ++i) shown = (i == 0 ? "" : shown + "|") + word.choices[i];
    if (word.repeats) shown += "…";
    usage += word.required ? " " + shown : " [" + shown + "]";
  }
  std::string text = usage + " [OPTIONS]\n\n" + sentence(verb.summary);
  if (!verb.pages.empty()) text += "\n`trainyard " + verb.name + " ACTION --help` tells of one action alone.\n";
  if (!verb.rule.empty()) text += "\n" + wrapped(verb.rule, 0) + "\n";
  text += examples_text(verb.examples);
  return text + options_text("Options of " + verb.name, verb.options) + options_text("Common options", common_options(verb));
}

nlohmann::ordered_json version_document() {
  return {{"version", TRAINYARD_VERSION}, {"cuda", built_with_cuda}, {"compiler", compiler}, {"build", TRAINYARD_BUILD_TYPE}};
}

std::string version_text() {
  return "trainyard " TRAINYARD_VERSION " (" + std::string(built_with_cuda ? "with CUDA" : "CPU only") + ", " + compiler +
         ", " TRAINYARD_BUILD_TYPE ")\n";
}

}  // namespace trainyard::jobs
