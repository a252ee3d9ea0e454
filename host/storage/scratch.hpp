// Room on disk for what does not fit in memory. Nothing of it outlives the process, however that ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace trainyard::storage {

/// A file without a name: written to its end, read anywhere, gone when destroyed or when the process dies.
/// Errors: io (74) when the disk is full or fails, naming the file by the path that it was made under.
class ScratchFile {
 public:
  ScratchFile() = default;  ///< none: not open
  ScratchFile(ScratchFile&& other) noexcept;
  ScratchFile& operator=(ScratchFile&& other) noexcept;
  ~ScratchFile();

  [[nodiscard]] bool open() const noexcept { return fd_ >= 0; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  void append(std::span<const std::byte> bytes);
  /// Fills `to` from `offset` on; all of that must have been written.
  void read(std::uint64_t offset, std::span<std::byte> to) const;

 private:
  friend class ScratchFolder;
  ScratchFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}

  int fd_ = -1;
  std::uint64_t bytes_ = 0;
  std::filesystem::path path_;
};

/// Where scratch files are made. The folder itself is made with the first of them, and then removed again when it is empty.
class ScratchFolder {
 public:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  /// Error(cannot_create) naming the folder when there can be no file in it.
  ScratchFile make_file();

 private:
  std::filesystem::path path_;
  bool made_ = false;
};

}  // namespace trainyard::storage
