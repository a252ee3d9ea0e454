// What monitor tells others: the text file of Prometheus and the alert command.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::pipeline {

/// Replaces the file as a whole; everybody may read it, for the node exporter is another user. Throws Error(cannot_create) or Error(io).
void write_textfile(const std::filesystem::path& file, const std::string& text);

/// Runs `command` by /bin/sh, a minute at most, with the run's folder and the alerts, as far as 100,000 bytes go, in its environment.
/// {status, timed_out, errors}: what it wrote to standard error, its beginning. A failure is a warning in the log and nothing else.
nlohmann::ordered_json run_alert_command(const std::string& command, const std::filesystem::path& run,
                                         const nlohmann::ordered_json& alerts);

}  // namespace trainyard::pipeline
