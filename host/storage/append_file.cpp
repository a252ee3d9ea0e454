#include "host/storage/append_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "host/storage/posix.hpp"

namespace trainyard::storage {
namespace {

constexpr std::size_t bytes_to_wait_for = std::size_t{1} << 16;

}  // namespace

struct AppendFile::State {
  std::filesystem::path path;
  Descriptor file;
  std::uint64_t written = 0;
  std::string waiting;

  void flush() {
    write_all(file.get(), waiting, path);
    written += waiting.size();
    waiting.clear();
  }
};

AppendFile::AppendFile(std::filesystem::path path, std::uint64_t kept) : state_(std::make_unique<State>()) {
  state_->path = std::move(path);
  state_->written = kept;
  state_->file = open_file(state_->path, O_WRONLY | O_CREAT, 0640);
  if (!state_->file.open()) fail("creating", state_->path, errno, ExitCode::cannot_create);
  if (::ftruncate(state_->file.get(), static_cast<off_t>(kept)) != 0 || ::lseek(state_->file.get(), 0, SEEK_END) < 0) {
    fail("shortening", state_->path, errno, ExitCode::io);
  }
}

AppendFile::~AppendFile() = default;

void AppendFile::write(std::string_view bytes) {
  state_->waiting += bytes;
  if (state_->waiting.size() >= bytes_to_wait_for) state_->flush();
}

std::uint64_t AppendFile::sync() {
  state_->flush();
  sync_file(state_->file.get(), state_->path);
  return state_->written;
}

}  // namespace trainyard::storage
