#include "host/log/log.hpp"

#include <cstdlib>
#include <spdlog/sinks/dist_sink.h>
#include <spdlog/spdlog.h>

#include "host/log/sinks.hpp"

namespace trainyard::log {
namespace {

/// Sinks come and go while threads log: spdlog's own distributing sink takes the lock.
struct Logger {
  std::shared_ptr<spdlog::sinks::dist_sink_mt> sinks = std::make_shared<spdlog::sinks::dist_sink_mt>();
  spdlog::logger logger{"trainyard", sinks};
  Logger() {
    logger.set_level(spdlog::level::debug);
    logger.flush_on(spdlog::level::debug);
  }
};

Logger& the_logger() {
  static Logger logger;
  return logger;
}

bool wants_colour() {
  const char* off = std::getenv("NO_COLOR");
  return is_live_terminal() && (off == nullptr || *off == '\0');
}

}  // namespace

void to_standard_error(bool quiet, bool verbose) {
  auto sink = people_sink(wants_colour());
  sink->set_level(quiet ? spdlog::level::warn : verbose ? spdlog::level::debug : spdlog::level::info);
  the_logger().sinks->set_sinks({std::move(sink)});
}

struct ToFile::State {
  spdlog::sink_ptr sink;
};

ToFile::ToFile(const std::filesystem::path& file) : state_(std::make_unique<State>(State{json_sink(file)})) {
  the_logger().sinks->add_sink(state_->sink);
}

ToFile::~ToFile() { the_logger().sinks->remove_sink(state_->sink); }

void debug(const std::string& message) { the_logger().logger.debug("{}", message); }
void info(const std::string& message) { the_logger().logger.info("{}", message); }
void warning(const std::string& message) { the_logger().logger.warn("{}", message); }
void error(const std::string& message) { the_logger().logger.error("{}", message); }

}  // namespace trainyard::log
