#include <cstdio>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/system/resources.hpp"
#include "host/system/system.hpp"

namespace trainyard::system {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr double gib = 1024.0 * 1024.0 * 1024.0;

ordered_json check(const std::string& name, const std::string& status, const std::string& detail, const std::string& remedy = "") {
  return {{"name", name}, {"status", status}, {"detail", detail}, {"remedy", remedy}};
}

std::string in_gib(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", bytes / gib);
  return text;
}

/// The folder itself, or the nearest one above it that exists.
fs::path existing(fs::path folder) {
  folder = fs::absolute(folder).lexically_normal();
  while (!fs::exists(folder) && folder.has_parent_path() && folder != folder.parent_path()) folder = folder.parent_path();
  return folder;
}

ordered_json check_device() {
  const auto choice = choose_device("auto", usable_cores());
  if (choice.exec.on_gpu()) return check("device", "ok", "auto takes " + choice.exec.name() + ": " + choice.reason);
  const std::string remedy = built_with_cuda ? "for a GPU: install a driver, or check nvidia-smi"
                                             : "for a GPU: build with the CUDA toolkit (./dev build cuda-release)";
  return check("device", "ok", "auto takes cpu: " + choice.reason, remedy);
}

ordered_json check_writable_folder(const fs::path& folder) {
  try {
    const fs::path probe = folder / ".trainyard-doctor";
    storage::write_file(probe, "created, synced, renamed\n");
    fs::remove(probe);
    return check("results", "ok", folder.string() + " takes files; create, sync and rename work");
  } catch (const Error& e) {
    return check("results", "fail", e.what(), "choose another folder with --results, or change its permissions");
  }
}

ordered_json check_space(const fs::path& folder) {
  struct statvfs space {};
  if (statvfs(folder.c_str(), &space) != 0) return check("disk space", "warn", "cannot be read for " + folder.string(), "check the mount");
  const double free = static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize);
  return check("disk space", free < gib ? "warn" : "ok", in_gib(free) + " free",
               free < gib ? "free some space: a full disk ends a run with 74" : "");
}

ordered_json check_file_system(const fs::path& folder) {
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return check("file system", "warn", "cannot be read for " + folder.string(), "check the mount");
  switch (info.f_type) {
    case 0x6969:
      return check("file system", "warn", "NFS", "runs are safe; renames may be seen late by other machines");
    case 0x01021994:
      return check("file system", "warn", "tmpfs: in memory", "results are gone after a restart; choose a disk");
    default:
      return check("file system", "ok", "local");
  }
}

ordered_json check_memory() {
  const double available = static_cast<double>(memory().available);
  return check("memory", available < gib ? "warn" : "ok",
               in_gib(available) + " available of " + in_gib(static_cast<double>(memory().total)),
               available < gib ? "close other programs, or lower `memory`" : "");
}

ordered_json check_clock() {
  const bool sane = now_utc() >= "2026";
  return check("clock", sane ? "ok" : "warn", now_utc(), sane ? "" : "set the clock: names of runs begin with the time");
}

}  // namespace

ordered_json doctor(const fs::path& results) {
  const fs::path folder = existing(results.empty() ? fs::path("results") : results);
  return {check_device(),      check("cores", "ok", std::to_string(usable_cores()) + " usable"),
          check_memory(),      check_writable_folder(folder),
          check_space(folder), check_file_system(folder),
          check_clock()};
}

}  // namespace trainyard::system
