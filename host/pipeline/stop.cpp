#include "host/pipeline/stop.hpp"

#include <atomic>

#include "host/error/error.hpp"
#include "host/pipeline/pipeline.hpp"

namespace trainyard::pipeline {
namespace {

std::atomic<bool> stop_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

}  // namespace

void request_stop() noexcept { stop_flag.store(true); }

bool stop_requested() noexcept { return stop_flag.load(); }

void check_stop() {
  if (stop_requested()) throw Error(ExitCode::interrupted, "interrupted; what was finished is saved, `trainyard resume` goes on");
}

}  // namespace trainyard::pipeline
