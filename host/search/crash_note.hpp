// A file that says that a process crashed in a piece of work, so that whoever takes the work over knows.
#pragma once

#include <filesystem>
#include <memory>

namespace trainyard::search {

/// While it lives, a fatal signal (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT) in the thread that made it, or in a thread that has none when
/// there are notes of no other file, appends a line with the signal's number to the file. What else happens at such a signal stays as
/// it is. A stack that overflows leaves no line.
class CrashNote {
 public:
  explicit CrashNote(const std::filesystem::path& file);
  ~CrashNote();
  CrashNote(CrashNote&&) noexcept;

 private:
  struct Entry;
  std::unique_ptr<Entry> entry_;
};

}  // namespace trainyard::search
