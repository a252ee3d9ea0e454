#include "host/storage/process.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <sstream>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/storage/digest.hpp"
#include "host/storage/posix.hpp"

namespace trainyard::storage {

namespace {

std::string text_of(const std::string& path) {
  std::string text;
  const Descriptor fd = open_file(path, O_RDONLY);
  if (fd.open() && read_all(fd.get(), text) == 0) return text;
  return {};
}

struct Stat {
  char state = '?';
  std::uint64_t start = 0;
};

/// Fields 3 and 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and parentheses, so reading begins after the last one.
bool read_stat(std::int64_t pid, Stat& stat) {
  const std::string text = text_of("/proc/" + std::to_string(pid) + "/stat");
  const auto end = text.rfind(')');
  if (end == std::string::npos) return false;
  std::istringstream fields(text.substr(end + 1));
  std::string skipped;
  fields >> stat.state;
  for (int field = 4; field < 22; ++field) fields >> skipped;
  return static_cast<bool>(fields >> stat.start);
}

std::string make_machine() {
  struct stat space {};
  std::string id = host_name() + '\n' + text_of("/proc/sys/kernel/random/boot_id") + '\n';
  if (::stat("/proc/self/ns/pid", &space) == 0) id += std::to_string(space.st_ino);
  return sha256(id).substr(0, 16);
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

ProcessIdentity this_process() {
  static const std::string machine = make_machine();
  Stat stat;
  const std::int64_t pid = ::getpid();
  return {machine, pid, read_stat(pid, stat) ? stat.start : 0};
}

Life life_of(const ProcessIdentity& process) {
  if (process.machine != this_process().machine) return Life::elsewhere;
  if (process.pid <= 0) return Life::dead;
  Stat stat;
  if (read_stat(process.pid, stat)) {
    const bool gone = stat.state == 'Z' || stat.state == 'X' || (process.start != 0 && stat.start != process.start);
    return gone ? Life::dead : Life::alive;
  }
  return ::kill(static_cast<pid_t>(process.pid), 0) == 0 || errno == EPERM ? Life::alive : Life::dead;
}

std::string random_hex(std::size_t digits) {
  static constexpr char alphabet[] = "0123456789abcdef";
  std::string bytes(digits, '\0');
  for (std::size_t done = 0; done < digits;) {
    const ssize_t got = ::getrandom(bytes.data() + done, std::min<std::size_t>(digits - done, 256), 0);
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  for (char& byte : bytes) byte = alphabet[static_cast<unsigned char>(byte) & 15];
  return bytes;
}

}  // namespace trainyard::storage
