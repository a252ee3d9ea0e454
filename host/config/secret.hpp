// Passwords and tokens have no place in a config: it is kept, word for word, with every run made from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/config/node.hpp"
#include "host/config/problems.hpp"

namespace trainyard::config {

/// What the text seems to hold, as in "a password in a URL"; empty when nothing is noticed. Known are tokens by their form, URLs with
/// user and password, private keys, and what follows "password=", "token=" and the like. A placeholder ($NAME, <…>, ***) is none.
std::string secret_in(std::string_view text);

/// Reports every value of `document` that seems to hold a secret, and every other line of `text` (a comment), without showing it.
/// The values are taken out of the document, so that no other message shows them either.
void refuse_secrets(Node& document, const std::string& text, std::vector<Problem>& problems);

}  // namespace trainyard::config
