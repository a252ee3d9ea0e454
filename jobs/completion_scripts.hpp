// Shell completion, generated from the list of verbs and their options.
#pragma once

#include <string>
#include <string_view>

namespace trainyard::jobs {

std::string bash_completion();
std::string zsh_completion();

/// `text` with every `@key@` replaced.
std::string filled(std::string text, std::string_view key, const std::string& value);

}  // namespace trainyard::jobs
