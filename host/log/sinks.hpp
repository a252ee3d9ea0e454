// The two forms a log line takes, as spdlog sinks.
#pragma once

#include <filesystem>
#include <spdlog/spdlog.h>
#include <string>

namespace trainyard::log {

/// `HH:MM:SS stage message` on standard error, in colour when `colour`; a live progress line is wiped before and drawn again after.
spdlog::sink_ptr people_sink(bool colour);

/// One JSON object a line, appended to `file`. When a write fails (a full disk) the sink falls silent: a log alone stops no work.
spdlog::sink_ptr json_sink(const std::filesystem::path& file);

/// The stage that lines are marked with.
std::string stage();

/// The live progress line on a terminal; empty: none.
void draw_live_line(const std::string& line);

/// Whether standard error is a terminal that understands cursor movement.
bool is_live_terminal();

}  // namespace trainyard::log
