#include "host/log/sinks.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include "host/log/log.hpp"

namespace trainyard::log {
namespace {

std::mutex stage_lock;
std::string current_stage;

std::string text_of(const spdlog::details::log_msg& message) { return {message.payload.data(), message.payload.size()}; }

std::string utc_text(const spdlog::details::log_msg& message, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(message.time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), format, &utc);
  return text.data();
}

const char* level_name(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::warn:
      return "warning";
    case spdlog::level::err:
      return "error";
    default:
      return "info";
  }
}

class PeopleSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit PeopleSink(bool colour) : colour_(colour) {}

  void draw(const std::string& line) {
    const std::lock_guard guard(mutex_);
    if (line == live_ || !should_log(spdlog::level::info)) return;
    live_ = line;
    std::fprintf(stderr, "\r\x1b[K%s", live_.c_str());
    std::fflush(stderr);
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const bool plain = message.level <= spdlog::level::info;
    std::string mark;
    if (!plain) mark = std::string(message.level == spdlog::level::warn ? "warning: " : "error: ");
    if (!plain && colour_) mark = (message.level == spdlog::level::warn ? "\x1b[33m" : "\x1b[31m") + mark + "\x1b[0m";
    std::tm local{};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(message.time);
    localtime_r(&seconds, &local);
    std::array<char, 16> clock{};
    std::strftime(clock.data(), clock.size(), "%H:%M:%S", &local);
    if (!live_.empty()) std::fputs("\r\x1b[K", stderr);
    std::fprintf(stderr, "%s %-8s %s%s\n%s", clock.data(), stage().c_str(), mark.c_str(), text_of(message).c_str(), live_.c_str());
  }
  void flush_() override { std::fflush(stderr); }

 private:
  bool colour_;
  std::string live_;
};

class JsonSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit JsonSink(const std::filesystem::path& file) : out_(file, std::ios::app) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const nlohmann::ordered_json line = {{"time", utc_text(message, "%Y-%m-%dT%H:%M:%SZ")},
                                         {"level", level_name(message.level)},
                                         {"stage", stage()},
                                         {"message", text_of(message)}};
    out_ << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    out_.flush();
  }
  void flush_() override { out_.flush(); }

 private:
  std::ofstream out_;
};

std::weak_ptr<PeopleSink> drawn_on;

}  // namespace

spdlog::sink_ptr people_sink(bool colour) {
  auto sink = std::make_shared<PeopleSink>(colour);
  drawn_on = sink;
  return sink;
}

spdlog::sink_ptr json_sink(const std::filesystem::path& file) { return std::make_shared<JsonSink>(file); }

void draw_live_line(const std::string& line) {
  if (const auto sink = drawn_on.lock()) sink->draw(line);
}

bool is_live_terminal() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string(terminal) != "dumb";
}

void set_stage(const std::string& name) {
  const std::lock_guard guard(stage_lock);
  current_stage = name;
}

std::string stage() {
  const std::lock_guard guard(stage_lock);
  return current_stage;
}

}  // namespace trainyard::log
