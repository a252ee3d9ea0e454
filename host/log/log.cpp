#include "host/log/log.hpp"

#include <mutex>
#include <set>
#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/dist_sink.h>

#include "host/log/console.hpp"
#include "host/log/json_sink.hpp"

namespace trainyard::log {

namespace {

class ConsoleSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    Console::instance().line(level_of(message.level), std::string(message.payload.data(), message.payload.size()));
  }
  void flush_() override {}
};

/// All sinks behind one, to which a run's file is added while other threads log.
struct Loggers {
  std::shared_ptr<spdlog::sinks::dist_sink_mt> sinks = std::make_shared<spdlog::sinks::dist_sink_mt>();
  spdlog::logger logger{"trainyard", sinks};
  Loggers() {
    sinks->add_sink(std::make_shared<ConsoleSink>());
    logger.set_level(spdlog::level::info);
    logger.set_error_handler([](const std::string& what) { Console::instance().line(Level::warning, "a log line was lost: " + what); });
  }
};

Loggers& loggers() {
  static auto* all = new Loggers;  // never destroyed: others may log while the program ends
  return *all;
}

}  // namespace

void to_standard_error(bool quiet, bool verbose) {
  Console::instance().configure(quiet ? Level::warning : verbose ? Level::debug : Level::info);
  // Quiet is for standard error only: the run's file keeps everything from info on.
  loggers().logger.set_level(verbose && !quiet ? spdlog::level::debug : spdlog::level::info);
}

struct ToFile::State {
  std::shared_ptr<JsonSink> sink;
};

ToFile::ToFile(const std::filesystem::path& file) : state_(std::make_unique<State>(State{std::make_shared<JsonSink>(file)})) {
  loggers().sinks->add_sink(state_->sink);
}

ToFile::~ToFile() { loggers().sinks->remove_sink(state_->sink); }

void set_stage(const std::string& stage) { Console::instance().set_stage(stage); }

void debug(const std::string& message) { loggers().logger.log(spdlog::level::debug, spdlog::string_view_t(message)); }
void info(const std::string& message) { loggers().logger.log(spdlog::level::info, spdlog::string_view_t(message)); }
void warning(const std::string& message) { loggers().logger.log(spdlog::level::warn, spdlog::string_view_t(message)); }
void error(const std::string& message) { loggers().logger.log(spdlog::level::err, spdlog::string_view_t(message)); }

std::function<void(const std::string&)> once(void (*to)(const std::string&)) {
  struct Seen {
    std::mutex mutex;
    std::set<std::string> messages;
  };
  return [to, seen = std::make_shared<Seen>()](const std::string& message) {
    const std::scoped_lock lock(seen->mutex);
    if (seen->messages.insert(message).second) to(message);
  };
}

}  // namespace trainyard::log
