#include "host/pipeline/monitor_outlets.hpp"

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/system/command.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t most_alert_bytes = 100'000;  // Linux takes 128 KiB in one variable
constexpr std::size_t most_error_bytes = 1000;

std::string alerts_text(const ordered_json& alerts) {
  std::string text = "[";
  for (const ordered_json& alert : alerts) {
    const std::string one = alert.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    if (text.size() + one.size() > most_alert_bytes) break;
    text += (text.size() > 1 ? "," : "") + one;
  }
  return text + "]";
}

}  // namespace

void write_textfile(const fs::path& file, const std::string& text) {
  storage::AtomicFile out(file);
  out.write(text);
  std::error_code failed;
  fs::permissions(out.path(), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read, failed);
  if (failed) throw Error(ExitCode::io, file.string() + ": cannot let others read it: " + failed.message());
  out.publish();
}

ordered_json run_alert_command(const std::string& command, const fs::path& run, const ordered_json& alerts) {
  ordered_json told;
  try {
    const auto ran = system::run_command(
        {"/usr/bin/env", "TRAINYARD_MONITOR_RUN=" + run.string(), "TRAINYARD_ALERTS=" + alerts_text(alerts), "/bin/sh", "-c", command});
    told = {{"status", ran.status}, {"timed_out", ran.timed_out}, {"errors", dataset::printable(ran.errors, most_error_bytes)}};
    if (ran.status == 0 && !ran.timed_out) return told;
    log::warning("monitor.alert: the command " +
                 (ran.timed_out ? "took longer than a minute" : "ended with " + std::to_string(ran.status)) + ": " +
                 told["errors"].get<std::string>());
  } catch (const Error& error) {
    told = {{"status", nullptr}, {"timed_out", false}, {"errors", error.what()}};
    log::warning(std::string("monitor.alert: ") + error.what());
  }
  return told;
}

}  // namespace trainyard::pipeline
