// A file in memory that code under test opens by its path.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

namespace trainyard::fuzz {

/// It has a real path, for HDF5 asks for that, and child processes do.
class MemoryFile {
 public:
  MemoryFile() : fd_(::mkstemp(path_.data())) {
    if (fd_ < 0) std::abort();
  }
  ~MemoryFile() {
    ::close(fd_);
    ::unlink(path_.c_str());
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void hold(std::string_view bytes) const {
    if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  [[nodiscard]] std::string bytes() const {
    std::string all(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
    if (::pread(fd_, all.data(), all.size(), 0) != static_cast<ssize_t>(all.size())) std::abort();
    return all;
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = "/dev/shm/fuzz_XXXXXX";
  int fd_;
};

/// `bytes` after the changes that `edits` describes, three bytes each: where (16 bits), and what to flip there; nothing to flip: cut here.
inline std::string edited(std::string bytes, std::string_view edits) {
  for (; edits.size() >= 3 && !bytes.empty(); edits.remove_prefix(3)) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(edits[i]); };
    const std::size_t at = (byte(0) * 256U + byte(1)) % bytes.size();
    if (byte(2) == 0)
      bytes.resize(at);
    else
      bytes[at] = static_cast<char>(bytes[at] ^ edits[2]);
  }
  return bytes;
}

}  // namespace trainyard::fuzz
