// The text of --help and --version, from the same lists that the parser and the completion read.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// `trainyard --help`: usage, examples, verbs, common options, exit codes.
std::string program_help();
/// `trainyard VERB [ACTION] --help`: usage, examples, its options, common options; of one action alone where it has a page.
std::string verb_help(const Verb& verb, const std::string& action);

/// {"version", "cuda", "compiler", "build"}
nlohmann::ordered_json version_document();
std::string version_text();

}  // namespace trainyard::jobs
