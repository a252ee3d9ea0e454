// The request to stop, as stages see it.
#pragma once

namespace trainyard::pipeline {

/// Whether request_stop() was called.
bool stop_requested() noexcept;
/// Throws Error(interrupted) when it was.
void check_stop();

}  // namespace trainyard::pipeline
