#include "host/log/console.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace trainyard::log {

namespace {

constexpr const char *dim = "\033[2m", *yellow = "\033[33m", *red = "\033[31m", *plain = "\033[0m";

void put(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    if (written < 0 && errno != EINTR) return;
  }
}

std::string printable(std::string text) {
  for (char& c : text) {
    if ((static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f') c = '?';
  }
  return text;
}

/// The first `columns` characters of UTF-8 text.
std::string_view cut(std::string_view text, std::size_t columns) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && seen++ == columns) return text.substr(0, i);
  }
  return text;
}

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string clock_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  return fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace

Console& Console::instance() {
  static auto* console = new Console;  // never destroyed: others may log while the program ends
  return *console;
}

void Console::look() {
  const char* term = std::getenv("TERM");
  const char* no_colour = std::getenv("NO_COLOR");
  terminal_ = ::isatty(STDERR_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
  colour_ = terminal_ && (no_colour == nullptr || *no_colour == '\0');
}

void Console::configure(Level threshold) {
  const std::scoped_lock lock(mutex_);
  threshold_ = threshold;
  look();
}

Level Console::threshold() const {
  const std::scoped_lock lock(mutex_);
  return threshold_;
}

bool Console::live() const {
  const std::scoped_lock lock(mutex_);
  return terminal_ && threshold_ <= Level::info;
}

bool Console::quiet() const { return threshold() > Level::info; }

void Console::set_stage(const std::string& stage) {
  const std::scoped_lock lock(mutex_);
  stage_ = stage;
}

std::string Console::stage() const {
  const std::scoped_lock lock(mutex_);
  return stage_;
}

void Console::line(Level level, const std::string& message) {
  const std::scoped_lock lock(mutex_);
  if (level < threshold_) return;
  const char* mark = level == Level::error ? "error: " : level == Level::warning ? "warning: " : "";
  const char* colour = !colour_ || *mark == '\0' ? "" : level == Level::error ? red : yellow;
  const std::string where = stage_.empty() ? clock_time() : fmt::format("{} {:<8}", clock_time(), stage_);
  erase_live();
  put(fmt::format("{}{}{} {}{}{}{}\n", colour_ ? dim : "", where, colour_ ? plain : "", colour, mark, *colour != '\0' ? plain : "",
                  printable(message)));
  draw_live();
}

void Console::show(const void* owner, const std::string& text) {
  const std::scoped_lock lock(mutex_);
  const auto mine = std::find_if(live_.begin(), live_.end(), [&](const auto& entry) { return entry.first == owner; });
  if (text.empty()) {
    if (mine == live_.end()) return;
    live_.erase(mine);
  } else if (mine == live_.end()) {
    live_.emplace_back(owner, text);
  } else {
    mine->second = text;
  }
  erase_live();
  draw_live();
}

void Console::erase_live() {
  if (drawn_) put("\r\033[K");
  drawn_ = false;
}

void Console::draw_live() {
  if (live_.empty() || !terminal_) return;
  const std::string text = printable(live_.back().second);
  put(cut(text, terminal_columns() - 1));
  drawn_ = true;
}

}  // namespace trainyard::log
