#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <mutex>

#include "host/log/console.hpp"
#include "host/log/log.hpp"

namespace trainyard::log {

namespace {

using Clock = std::chrono::steady_clock;

std::string bytes(double count) {
  const char* const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  for (; count >= 1024 && unit < 4; ++unit) count /= 1024;
  return fmt::format("{:.{}f} {}", count, unit == 0 ? 0 : 1, units[unit]);
}

std::string duration(double seconds) {
  const auto whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace

struct Progress::State {
  std::string what, unit;
  std::uint64_t total = 0;
  std::mutex mutex;
  Clock::time_point shown, begin;  // `begin`: when work began that is not a mere finding of what was done before
  std::uint64_t before = 0;

  [[nodiscard]] std::string text(std::uint64_t done, const std::string& note, Clock::time_point now) const {
    const double seconds = std::chrono::duration<double>(now - begin).count();
    const double rate = seconds > 0 ? static_cast<double>(done - before) / seconds : 0;
    const bool in_bytes = unit == "bytes";
    const auto amount = [&](std::uint64_t n) { return in_bytes ? bytes(static_cast<double>(n)) : std::to_string(n); };
    std::string line = what + " " + amount(done);
    if (total > 0) line += " of " + amount(total);
    if (rate > 0) {
      line += in_bytes    ? ", " + bytes(rate) + "/s"
              : rate >= 1 ? fmt::format(", {:.3g} {}/s", rate, unit)
                          : fmt::format(", {:.3g} {}/min", rate * 60, unit);
      if (total > done) line += ", " + duration(static_cast<double>(total - done) / rate) + " left";
    }
    return note.empty() ? line : line + "; " + note;
  }
};

Progress::Progress(std::string what, std::uint64_t total, std::string unit) : state_(std::make_unique<State>()) {
  state_->what = std::move(what);
  state_->unit = std::move(unit);
  state_->total = total;
  state_->begin = state_->shown = Clock::now();
}

Progress::~Progress() { Console::instance().show(state_.get(), ""); }

void Progress::update(std::uint64_t done, const std::string& note) {
  using namespace std::chrono_literals;
  Console& console = Console::instance();
  if (console.quiet()) return;
  const std::scoped_lock lock(state_->mutex);
  const auto now = Clock::now();
  if (done < state_->before || now - state_->begin < 100ms) {
    // What is there at once was done by an earlier process; it says nothing about the rate.
    state_->before = done;
  }
  const bool live = console.live();
  const bool last = state_->total > 0 && done >= state_->total;
  if (!last && now - state_->shown < (live ? Clock::duration(100ms) : Clock::duration(5s))) return;
  state_->shown = now;
  const std::string text = state_->text(done, note, now);
  if (live) {
    console.show(state_.get(), text);
  } else {
    info(text);
  }
}

}  // namespace trainyard::log
