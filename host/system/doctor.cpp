#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <sys/stat.h>
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

constexpr const char* shared = "runs are safe; renames may be seen late by other machines, and their clocks should agree";

/// Magic numbers of statfs(2).
struct FileSystem {
  std::uint32_t magic;
  const char *name, *remedy;
};
constexpr FileSystem file_systems[] = {
    {0x6969, "NFS", shared},
    {0xFF534D42, "CIFS", shared},
    {0xFE534D42, "SMB2", shared},
    {0x65735546, "FUSE", "check that it keeps what was synced and renames in one step"},
    {0x01021994, "tmpfs: in memory", "results are gone after a restart; choose a disk"},
    {0x858458F6, "ramfs: in memory", "results are gone after a restart; choose a disk"},
    {0x0BD00BD0, "Lustre", ""},
    {0x47504653, "GPFS", ""},
    {0x19830326, "BeeGFS", ""},
    {0xEF53, "ext4", ""},
    {0x58465342, "XFS", ""},
    {0x9123683E, "Btrfs", ""},
    {0x2FC12FC1, "ZFS", ""},
    {0x794C7630, "overlay", ""},
};

ordered_json check_file_system(const fs::path& folder) {
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return check("file system", "warn", "cannot be read for " + folder.string(), "check the mount");
  const auto kind = static_cast<std::uint32_t>(info.f_type);
  for (const FileSystem& known : file_systems) {
    if (known.magic == kind) return check("file system", *known.remedy == '\0' ? "ok" : "warn", known.name, known.remedy);
  }
  char hex[32];
  std::snprintf(hex, sizeof hex, "kind 0x%X", kind);
  return check("file system", "ok", hex);
}

ordered_json check_memory() {
  const double available = static_cast<double>(memory().available);
  return check("memory", available < gib ? "warn" : "ok",
               in_gib(available) + " available of " + in_gib(static_cast<double>(memory().total)),
               available < gib ? "close other programs, or lower `memory`" : "");
}

/// Compares our clock with the file server's, from which heartbeats take their times.
ordered_json check_clock(const fs::path& folder) {
  if (now_utc() < "2026") return check("clock", "warn", now_utc(), "set the clock: names of runs begin with the time");
  struct stat info {};
  try {
    const storage::AtomicFile probe(folder / "clock");
    if (::stat(probe.path().c_str(), &info) != 0) return check("clock", "ok", now_utc());
  } catch (const Error&) {
    return check("clock", "ok", now_utc());  // that the folder takes no files is said elsewhere
  }
  const double apart = std::difftime(std::time(nullptr), info.st_mtime);
  if (std::abs(apart) <= 5) return check("clock", "ok", now_utc());
  return check("clock", "warn", now_utc() + ", " + std::to_string(static_cast<long>(apart)) + " s apart from the file server's",
               "synchronise the clocks (NTP): a living process on another machine may be taken for dead");
}

}  // namespace

ordered_json doctor(const fs::path& results) {
  const fs::path folder = existing(results.empty() ? fs::path("results") : results);
  return {check_device(),      check("cores", "ok", std::to_string(usable_cores()) + " usable"),
          check_memory(),      check_writable_folder(folder),
          check_space(folder), check_file_system(folder),
          check_clock(folder)};
}

}  // namespace trainyard::system
