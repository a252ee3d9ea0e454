#include <map>

#include "jobs/completion_scripts.hpp"
#include "jobs/option_words.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs {

namespace {

constexpr char bash_script[] = R"(# bash completion for trainyard; `trainyard completion --help` says how to install it
_trainyard_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_trainyard_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}
_trainyard() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word=0 i
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then _trainyard_words '@verbs@ --help --version'; return; fi
  case $prev in
@values@  esac
  # which of the verb's words this is: count those before it that are neither an option nor an option's value
  for ((i = 2; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in -*) continue ;; esac
    case ${COMP_WORDS[i-1]} in @valued@) continue ;; esac
    word=$((word + 1))
  done
  case ${COMP_WORDS[1]} in
@cases@  esac
}
complete -F _trainyard trainyard
)";

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::string bash_action(const Values& values) {
  switch (values.offer) {
    case Offer::files:
      return "_trainyard_paths -f";
    case Offer::folders:
      return "_trainyard_paths -d";
    case Offer::words:
      return "_trainyard_words '" + joined(values.words, " ") + "'";
    case Offer::nothing:
      break;
  }
  return ":";
}

std::string bash_case(const Verb& verb) {
  std::vector<std::string> options;
  for (const OptionWords& option : option_words(verb)) {
    if (!option.brief.empty()) options.push_back(option.brief);
    options.push_back(option.name);
  }
  std::string text = "    " + verb.name + ")\n      case $cur in -*) _trainyard_words '" + joined(options, " ") + "'; return ;; esac\n";
  for (std::size_t i = 0; i < verb.positionals.size(); ++i) {
    const char* const which = verb.positionals[i].repeats ? ">=" : "==";
    text += std::string("      if ((word ") + which + " " + std::to_string(i) + ")); then " + bash_action(values_of(verb.positionals[i])) +
            "; fi\n";
  }
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion() {
  std::vector<std::string> verbs;
  std::map<std::string, std::string> values;  // an option has the same values wherever it is offered
  std::string cases;
  for (const Verb& verb : all_verbs()) {
    if (verb.hidden) continue;
    verbs.push_back(verb.name);
    cases += bash_case(verb);
    for (const OptionWords& option : option_words(verb)) {
      if (option.takes_value()) values[option.name] = bash_action(values_of(option.placeholder));
    }
  }
  std::vector<std::string> valued;
  std::string value_cases;
  for (const auto& [name, offered] : values) {
    valued.push_back(name);
    value_cases += "    " + name + ") " + offered + "; return ;;\n";
  }
  std::string text = filled(bash_script, "@verbs@", joined(verbs, " "));
  text = filled(text, "@values@", value_cases);
  text = filled(text, "@valued@", joined(valued, " | "));
  return filled(text, "@cases@", cases);
}

std::string filled(std::string text, std::string_view key, const std::string& value) {
  const std::size_t at = text.find(key);
  return at == std::string::npos ? text : text.replace(at, key.size(), value);
}

}  // namespace trainyard::jobs
