// --output of the verbs that write a table: a file of a known kind, or standard output.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/pipeline/pipeline.hpp"
#include "jobs/invocation.hpp"

namespace trainyard::jobs {

/// Adds --output FILE.
void add_table_output(Verb& verb, const std::vector<std::string>& extensions);
/// The file, or "" for standard output. Error(usage) on an unknown extension and on a file of a published folder.
std::filesystem::path table_output(const Invocation& invocation, const std::vector<std::string>& extensions);
/// The outcome of a verb whose summary holds the table as `csv` when there is no file; `what` says how much was written.
Answer table_answer(const pipeline::Outcome& outcome, const std::string& what, const std::filesystem::path& output);

}  // namespace trainyard::jobs
