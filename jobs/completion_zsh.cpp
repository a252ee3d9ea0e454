#include "jobs/completion_scripts.hpp"
#include "jobs/option_words.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs {

namespace {

constexpr char zsh_script[] = R"(#compdef trainyard
# zsh completion for trainyard; `trainyard completion --help` says how to install it
_trainyard() {
  local -a verbs=(
@verbs@  )
  if (( CURRENT == 2 )); then _describe verb verbs; return; fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
@cases@  esac
}
if [[ $funcstack[1] == _trainyard ]]; then _trainyard "$@"; else compdef _trainyard trainyard; fi
)";

/// For a single-quoted part of an _arguments specification, in which : [ ] and \ have a meaning.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') safe += '\\';
    safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return safe;
}

std::string zsh_action(const Values& values) {
  switch (values.offer) {
    case Offer::files:
      return "_files";
    case Offer::folders:
      return "_files -/";
    case Offer::words: {
      std::string words;
      for (const std::string& word : values.words) words += (words.empty() ? "" : " ") + word;
      return "(" + words + ")";
    }
    case Offer::nothing:
      break;
  }
  return " ";
}

std::string option_lines(const OptionWords& option) {
  std::string rest = "[" + escaped(option.doc) + "]";
  if (option.takes_value()) rest += ":" + escaped(option.placeholder) + ":" + zsh_action(values_of(option.placeholder));
  const std::string many = option.repeats ? "*" : "";
  std::string lines = " \\\n        '" + many + option.name + rest + "'";
  if (!option.brief.empty()) lines += " \\\n        '" + many + option.brief + rest + "'";
  return lines;
}

std::string zsh_case(const Verb& verb) {
  std::string text = "    " + verb.name + ")\n      _arguments -s";
  for (const OptionWords& option : option_words(verb)) text += option_lines(option);
  for (std::size_t i = 0; i < verb.positionals.size(); ++i) {
    const Positional& word = verb.positionals[i];
    text += " \\\n        '" + (word.repeats ? "*:" : std::to_string(i + 1) + (word.required ? ":" : "::")) + word.name + ":" +
            zsh_action(values_of(word)) + "'";
  }
  return text + "\n      ;;\n";
}

}  // namespace

std::string zsh_completion() {
  std::string verbs;
  std::string cases;
  for (const Verb& verb : all_verbs()) {
    if (verb.hidden) continue;
    verbs += "    '" + verb.name + ":" + escaped(verb.summary) + "'\n";
    cases += zsh_case(verb);
  }
  return filled(filled(zsh_script, "@verbs@", verbs), "@cases@", cases);
}

}  // namespace trainyard::jobs
