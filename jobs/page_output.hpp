// --output of the verbs that write a page for the browser.
#pragma once

#include <filesystem>

#include "jobs/invocation.hpp"

namespace trainyard::jobs {

/// The file, or "" when none was named. Error(usage) on another extension than .html, so that no config or table is replaced by a page,
/// and on a file of a published folder.
std::filesystem::path page_output(const Invocation& invocation);

}  // namespace trainyard::jobs
