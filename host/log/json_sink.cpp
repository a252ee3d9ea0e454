#include "host/log/json_sink.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "host/log/console.hpp"

namespace trainyard::log {

namespace {

using Json = nlohmann::ordered_json;

const char* word_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "info";
}

/// "2026-11-23T02:15:00.123Z".
std::string utc(std::chrono::system_clock::time_point when) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
  const std::time_t seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                     parts.tm_min, parts.tm_sec, milliseconds % 1000);
}

}  // namespace

Level level_of(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return Level::error;
  if (level == spdlog::level::warn) return Level::warning;
  return level == spdlog::level::info ? Level::info : Level::debug;
}

JsonSink::JsonSink(std::filesystem::path file) : file_(std::move(file)) {
  fd_ = ::open(file_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd_ < 0) {
    give_up("cannot open");
    return;
  }
  // A process killed in the middle of a line leaves a torn one: keep ours apart from it.
  struct stat info {};
  char last = '\n';
  const bool torn = ::fstat(fd_, &info) == 0 && info.st_size > 0 && ::pread(fd_, &last, 1, info.st_size - 1) == 1 && last != '\n';
  if (torn && ::write(fd_, "\n", 1) != 1) give_up("cannot write");
}

JsonSink::~JsonSink() {
  if (fd_ >= 0) ::close(fd_);
}

void JsonSink::sink_it_(const spdlog::details::log_msg& message) {
  if (fd_ < 0) return;
  const Json document{{"time", utc(message.time)},
                      {"level", word_of(level_of(message.level))},
                      {"stage", Console::instance().stage()},
                      {"message", std::string(message.payload.data(), message.payload.size())}};
  const std::string line = document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t written = ::write(fd_, line.data() + done, line.size() - done);
    if (written > 0) done += static_cast<std::size_t>(written);
    if (written < 0 && errno != EINTR) {
      give_up("cannot write");
      return;
    }
  }
}

void JsonSink::give_up(const char* doing) {
  const std::string why = std::strerror(errno);
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  Console::instance().line(Level::warning, std::string(doing) + " " + file_.string() + ": " + why + "; going on without this log");
}

}  // namespace trainyard::log
