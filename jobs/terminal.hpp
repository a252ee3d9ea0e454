// The standard streams of the process: kept open, written completely, coloured only where a person reads.
#pragma once

#include <string>
#include <string_view>

namespace trainyard::jobs {

/// Opens /dev/null for each standard stream that the caller closed, so that no data file gets its number; ignores SIGPIPE.
void keep_standard_streams();

/// Writes everything to standard output. A reader that has gone away (`| head`) is not an error; Error(io) on a full disk.
void write_output(std::string_view text);
/// Writes to standard error, as far as that goes.
void write_message(std::string_view text) noexcept;

/// Whether standard error is a terminal that moves its cursor when told to.
bool messages_move_cursor();

enum class Colour { green, yellow, red };
/// `text` in colour when standard output is a terminal and neither NO_COLOR nor TERM=dumb asks for plain text.
std::string coloured(const std::string& text, Colour colour);

}  // namespace trainyard::jobs
