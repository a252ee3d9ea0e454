#include "host/search/crash_note.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

#include "host/error/error.hpp"

namespace trainyard::search {

struct CrashNote::Entry {
  std::array<char, 4096> path{};
  std::size_t slot = 0;
};

namespace {

constexpr std::array<int, 5> fatal = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
constexpr std::size_t slots = 4096;

// Read by the signal handler, so neither locks nor memory from the heap. Slot 0 is for a thread that has no note.
std::array<std::atomic<const char*>, slots> notes{};
std::atomic<std::size_t> used{1};
thread_local std::size_t mine = 0;
std::array<struct sigaction, fatal.size()> before{};

const char* note_of_this_thread() {
  if (mine != 0) return notes[mine].load();
  const char* only = nullptr;
  for (std::size_t i = 1, end = used.load(); i < end; ++i) {
    const char* path = notes[i].load();
    if (path != nullptr && only != nullptr && std::strcmp(path, only) != 0) return nullptr;
    if (path != nullptr) only = path;
  }
  return only;
}

void on_fatal(int signal) {
  if (const char* path = note_of_this_thread()) {
    const std::array<char, 3> line = {static_cast<char>('0' + signal / 10), static_cast<char>('0' + signal % 10), '\n'};
    if (const int fd = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640); fd >= 0) {
      if (::write(fd, line.data(), line.size()) < 0) ::unlink(path);
      ::close(fd);
    }
  }
  for (std::size_t i = 0; i < fatal.size(); ++i) {
    if (fatal[i] == signal) ::sigaction(signal, &before[i], nullptr);
  }
  ::raise(signal);
}

void handle_fatal_signals() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (std::size_t i = 0; i < fatal.size(); ++i) {
      struct sigaction action {};
      action.sa_handler = on_fatal;
      sigemptyset(&action.sa_mask);
      ::sigaction(fatal[i], &action, &before[i]);
    }
  });
}

std::size_t put_into_a_slot(const char* path) {
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  for (std::size_t i = 1; i < slots; ++i) {
    if (notes[i].load() != nullptr) continue;
    notes[i] = path;
    if (i >= used.load()) used = i + 1;
    return i;
  }
  throw Error(ExitCode::bug, "more than " + std::to_string(slots - 1) + " trials at once in one process");
}

}  // namespace

CrashNote::CrashNote(const std::filesystem::path& file) : entry_(std::make_unique<Entry>()) {
  const std::string path = std::filesystem::absolute(file).string();
  if (path.size() >= entry_->path.size()) throw Error(ExitCode::cannot_create, path + ": the name is too long for this system");
  std::memcpy(entry_->path.data(), path.c_str(), path.size() + 1);
  handle_fatal_signals();
  entry_->slot = mine = put_into_a_slot(entry_->path.data());
}

CrashNote::CrashNote(CrashNote&&) noexcept = default;

CrashNote::~CrashNote() {
  if (!entry_) return;
  notes[entry_->slot] = nullptr;
  if (mine == entry_->slot) mine = 0;
}

}  // namespace trainyard::search
