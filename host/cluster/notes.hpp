// What jobs note beside their scripts, for those that come after them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trainyard::cluster {

/// The lines of a file; none where there is no such file.
std::vector<std::string> noted_lines(const std::filesystem::path& file);

/// How often a task of the submission in `folder` was begun, and what its last life ended with.
std::pair<int, std::optional<int>> lives_of(const std::filesystem::path& folder, const std::string& task);

/// Nodes on which tasks of the submission failed twice by what may be the node's fault; none where those were more than half of the
/// cluster: then it is not the nodes.
std::vector<std::string> nodes_failed_in(const std::filesystem::path& folder);
/// The same of all submissions of the last days.
std::vector<std::string> nodes_failed_lately(const std::filesystem::path& submissions);

}  // namespace trainyard::cluster
