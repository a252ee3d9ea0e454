// Log lines as JSON, one object per line, appended to a run's log.jsonl. Private to log.
#pragma once

#include <filesystem>
#include <mutex>
#include <spdlog/sinks/base_sink.h>

#include "host/log/console.hpp"

namespace trainyard::log {

Level level_of(spdlog::level::level_enum level);

/// Gives up, saying so once on standard error, when the file cannot be opened or written: a full disk for the log stops no work.
class JsonSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit JsonSink(std::filesystem::path file);
  ~JsonSink() override;

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  void give_up(const char* doing);

  std::filesystem::path file_;
  int fd_ = -1;
};

}  // namespace trainyard::log
