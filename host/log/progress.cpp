#include <array>
#include <chrono>
#include <cstdio>

#include "host/log/log.hpp"
#include "host/log/sinks.hpp"

namespace trainyard::log {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto live_interval = std::chrono::milliseconds(100);
constexpr auto plain_interval = std::chrono::seconds(5);

std::string duration_text(double seconds) {
  std::array<char, 32> text{};
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) {
    std::snprintf(text.data(), text.size(), "%ld s", whole);
  } else {
    std::snprintf(text.data(), text.size(), "%ld min %02ld s", whole / 60, whole % 60);
  }
  return text.data();
}

std::string rate_text(double rate) {
  std::array<char, 32> text{};
  const bool large = rate >= 1e6;
  std::snprintf(text.data(), text.size(), large ? "%.1f M" : "%.3g ", large ? rate / 1e6 : rate);
  return text.data();
}

}  // namespace

struct Progress::State {
  std::string what, unit;
  std::uint64_t total;
  bool live = is_live_terminal();
  Clock::time_point start = Clock::now(), shown = start;

  [[nodiscard]] std::string line(std::uint64_t done, const std::string& note) const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    std::string text = what + " " + std::to_string(done) + " of " + std::to_string(total);
    if (rate > 0) {
      text += ", " + rate_text(rate) + unit + "/s";
      if (done < total) text += ", " + duration_text(static_cast<double>(total - done) / rate) + " left";
    }
    return note.empty() ? text : text + "; " + note;
  }
};

Progress::Progress(std::string what, std::uint64_t total, std::string unit)
    : state_(std::make_unique<State>(State{std::move(what), std::move(unit), total})) {}

Progress::~Progress() {
  if (state_->live) draw_live_line("");
}

void Progress::update(std::uint64_t done, const std::string& note) {
  const auto now = Clock::now();
  if (now - state_->shown < (state_->live ? Clock::duration(live_interval) : Clock::duration(plain_interval)) && done < state_->total)
    return;
  state_->shown = now;
  if (!state_->live) {
    info(state_->line(done, note));
  } else {
    draw_live_line(state_->line(done, note));
  }
}

}  // namespace trainyard::log
