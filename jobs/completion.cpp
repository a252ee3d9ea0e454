#include "jobs/completion_scripts.hpp"
#include "jobs/invocation.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

Verb completion() {
  Verb verb;
  verb.name = "completion";
  verb.summary = "prints the completion script for a shell";
  verb.positionals = {{"SHELL", true, {"bash", "zsh"}}};
  verb.examples = {{"in this shell", "source <(trainyard completion bash)"},
                   {"for good", "trainyard completion bash > ~/.local/share/bash-completion/completions/trainyard"},
                   {"zsh, in a folder of $fpath", "trainyard completion zsh > ~/.zfunc/_trainyard"}};
  verb.call = [](const Invocation& invocation) {
    const std::string shell = invocation.word(0);
    Answer answer;
    answer.text = shell == "bash" ? bash_completion() : zsh_completion();
    answer.document = {{"status", "finished"}, {"shell", shell}, {"script", answer.text}};
    return answer;
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
