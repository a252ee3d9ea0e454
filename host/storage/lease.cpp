#include "host/storage/lease.hpp"

#include <cerrno>
#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "host/storage/digest.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/posix.hpp"
#include "host/storage/process.hpp"
#include "host/storage/sealed.hpp"
#include "host/storage/tenure.hpp"

// Taking over a dead lease must have one winner, and no system call replaces a file only if it still holds what was read. So a taker first
// creates `<lease>.<digest of the dead content>.successor`, which only one process can, then looks again whether the lease still holds the
// dead content, and renames its own over it. A taker killed in between leaves a successor file that is itself dead and is succeeded in the
// same way. Tokens make every content unique, so a successor file of the past can never be mistaken for one of the present.

namespace trainyard::storage {

namespace {

namespace fs = std::filesystem;

struct Found {
  std::string content;
  timespec modified{};
};

std::optional<Found> look(const fs::path& file) {
  const Descriptor fd = open_file(file, O_RDONLY);
  if (!fd.open()) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ESTALE) return std::nullopt;
    fail("cannot read the lease", file, errno, ExitCode::io);
  }
  struct stat info {};
  Found found;
  if (::fstat(fd.get(), &info) != 0) fail("cannot read the lease", file, errno, ExitCode::io);
  if (const int error = read_all(fd.get(), found.content); error != 0) fail("cannot read the lease", file, error, ExitCode::io);
  found.modified = info.st_mtim;
  return found;
}

std::string make_content() {
  const ProcessIdentity process = this_process();
  nlohmann::ordered_json document{
      {"host", host_name()}, {"machine", process.machine}, {"pid", process.pid}, {"start", process.start}, {"token", random_hex(32)}};
  if (const Tenure tenure = this_tenure(); !tenure.job.empty()) document.update({{"job", tenure.job}, {"life", tenure.life}});
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

/// Writes `content` to a name aside, from which it is renamed: a lease is never seen half-written.
class Aside {
 public:
  Aside(const fs::path& file, const std::string& content) : file_(file), path_(parent_of(file) / temporary_name(file.filename().string())) {
    Descriptor fd = open_file(path_, O_WRONLY | O_CREAT | O_EXCL, 0640);
    if (!fd.open()) fail("cannot create the lease", file_, errno, ExitCode::cannot_create);
    try {
      write_all(fd.get(), content, file_);
      if (const int error = fd.close(); error != 0) fail("cannot close the lease", file_, error, ExitCode::io);
    } catch (...) {
      ::unlink(path_.c_str());
      throw;
    }
  }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  ~Aside() { ::unlink(path_.c_str()); }

  /// Returns false when the file exists.
  bool create() {
    const int error = rename_new(path_, file_);
    if (error != 0 && error != EEXIST) fail("cannot create the lease", file_, error, ExitCode::cannot_create);
    return error == 0;
  }
  void replace() {
    if (::rename(path_.c_str(), file_.c_str()) != 0) fail("cannot take over the lease", file_, errno, ExitCode::cannot_create);
  }

 private:
  const fs::path& file_;
  fs::path path_;
};

bool create(const fs::path& file, const std::string& content) { return Aside(file, content).create(); }

fs::path successor_of(const fs::path& file, const std::string& dead) {
  fs::path successor = file;
  successor += "." + sha256(dead).substr(0, 16) + ".successor";
  return successor;
}

/// The file server's clock, which the heartbeat's times come from; ours may differ.
double clock_of(const fs::path& folder) {
  const fs::path probe = folder / temporary_name("clock");
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const Descriptor fd = open_file(probe, O_WRONLY | O_CREAT | O_EXCL, 0640);
  if (fd.open()) {
    struct stat info {};
    if (::fstat(fd.get(), &info) == 0) now = info.st_mtim;
    ::unlink(probe.c_str());
  }
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Unheard: it may still be at work, but nobody waits for it any more.
enum class Holder { lives, dead, unheard };

Holder holder_of(const Found& found, const fs::path& file, double stale_seconds) {
  ProcessIdentity process;
  Tenure tenure;
  try {
    const auto document = parse_json(found.content, file);
    process = {document.at("machine"), document.at("pid"), document.at("start")};
    if (document.contains("job")) tenure = {document.at("job"), document.at("life")};
  } catch (const std::exception&) {
    process = {};  // cut short by a crash of the machine: only its age can say
  }
  const Life life = life_of(process);
  if (life == Life::dead) return Holder::dead;
  if (supersedes(this_tenure(), tenure)) return Holder::unheard;
  if (life == Life::alive) return Holder::lives;
  const double modified = static_cast<double>(found.modified.tv_sec) + 1e-9 * static_cast<double>(found.modified.tv_nsec);
  return clock_of(parent_of(file)) - modified <= stale_seconds ? Holder::lives : Holder::unheard;
}

bool lives(const Found& found, const fs::path& file, double stale_seconds) {
  return holder_of(found, file, stale_seconds) == Holder::lives;
}

enum class Takeover { won, lost, changed };

Takeover take_over(const fs::path& file, const Found& dead, const std::string& content, double stale_seconds) {
  std::vector<fs::path> successors{successor_of(file, dead.content)};
  while (!create(successors.back(), content)) {
    const auto other = look(successors.back());
    if (!other) return Takeover::changed;
    if (lives(*other, successors.back(), stale_seconds)) return Takeover::lost;
    // Whoever died while giving the lease back left its own content there too: the number keeps the names apart.
    successors.push_back(successor_of(file, other->content + std::to_string(successors.size())));
  }
  try {
    const auto now = look(file);
    if (!now || now->content != dead.content) {
      ::unlink(successors.back().c_str());
      return Takeover::changed;
    }
    Aside(file, content).replace();
  } catch (...) {
    ::unlink(successors.back().c_str());
    throw;
  }
  for (const fs::path& successor : successors) ::unlink(successor.c_str());
  return Takeover::won;
}

}  // namespace

struct Lease::State {
  fs::path file;
  std::string content;
  bool taken_over = false;
  bool fences = false;
  pid_t owner = ::getpid();
  Descriptor fd;
  std::mutex mutex;
  std::condition_variable wake;
  bool stop = false;
  std::thread heartbeat;

  void beat_every(double seconds) {
    sigset_t all, before;  // signals belong to the program's own threads
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    heartbeat = std::thread([this, seconds] {
      std::unique_lock lock(mutex);
      while (!wake.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return stop; })) ::futimens(fd.get(), nullptr);
    });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  [[nodiscard]] bool ours() const {
    struct stat there {
    }, open{};
    if (::stat(file.c_str(), &there) != 0 || ::fstat(fd.get(), &open) != 0) return false;
    if (there.st_ino != open.st_ino || there.st_dev != open.st_dev) return false;
    const auto found = look(file);
    return found && found->content == content;
  }

  void release() {
    {
      const std::scoped_lock lock(mutex);
      stop = true;
    }
    wake.notify_all();
    if (heartbeat.joinable()) heartbeat.join();
    const fs::path successor = successor_of(file, content);
    if (!create(successor, content)) return;  // being taken over
    if (ours()) ::unlink(file.c_str());
    ::unlink(successor.c_str());
  }
};

std::optional<Lease> Lease::acquire(const fs::path& file, double stale_seconds) {
  const std::string content = make_content();
  for (int attempt = 0; attempt < 100; ++attempt) {
    bool won = create(file, content);
    const bool another = !won;
    bool unheard = false;
    if (!won) {
      const auto found = look(file);
      if (!found) continue;
      const Holder holder = holder_of(*found, file, stale_seconds);
      if (holder == Holder::lives) return std::nullopt;
      unheard = holder == Holder::unheard;
      const Takeover result = take_over(file, *found, content, stale_seconds);
      if (result == Takeover::lost) return std::nullopt;
      won = result == Takeover::won;
    }
    if (!won) continue;
    auto state = std::make_unique<State>();
    state->file = file;
    state->content = content;
    state->taken_over = another;
    state->fences = unheard;
    state->fd = open_file(file, O_RDWR);
    if (!state->fd.open() || !state->ours()) continue;
    state->beat_every(stale_seconds / 4);
    return Lease(std::move(state));
  }
  return std::nullopt;
}

bool Lease::held(const fs::path& file, double stale_seconds) {
  const auto found = look(file);
  return found && lives(*found, file, stale_seconds);
}

std::string Lease::holder(const fs::path& file) {
  const auto found = look(file);
  if (!found) return "";
  try {
    const auto document = parse_json(found->content, file);
    return "process " + std::to_string(document.at("pid").get<std::int64_t>()) + " on " + document.at("host").get<std::string>();
  } catch (const std::exception&) {  // cut short by a crash of the machine
    return "";
  }
}

Lease::Lease(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lease::Lease(Lease&&) noexcept = default;

Lease& Lease::operator=(Lease&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Lease::~Lease() {
  if (!state_) return;
  if (state_->owner != ::getpid()) {  // a forked copy: the lease, and the thread that this process does not have, are the parent's
    static_cast<void>(state_.release());
    return;
  }
  try {
    state_->release();
  } catch (const std::exception&) {
    // What cannot be removed now is taken over later, as the lease of a dead process.
  }
}

bool Lease::taken_over() const { return state_ && state_->taken_over; }

bool Lease::fences() const { return state_ && state_->fences; }

bool Lease::still_ours() const { return state_ && state_->ours(); }

}  // namespace trainyard::storage
