// A child process that reads with a library which a damaged or hostile file may crash.
#pragma once

#include <cstddef>
#include <functional>
#include <sys/types.h>

namespace trainyard::source {

/// Runs `work` in a forked child whose only way out is the bytes it writes. What goes wrong there, be it a crash, an endless loop or
/// overwritten memory, ends the child and not this process. The child has this thread alone, no other file of this process open, and
/// its standard error goes nowhere.
class ReadingProcess {
 public:
  /// Sends bytes to this process; does not return when nobody reads them any more.
  using Write = std::function<void(const void*, std::size_t)>;

  explicit ReadingProcess(const std::function<void(const Write&)>& work);
  ~ReadingProcess();
  ReadingProcess(const ReadingProcess&) = delete;
  ReadingProcess& operator=(const ReadingProcess&) = delete;

  /// Fills `into`; false when the child ended before it had written as much.
  [[nodiscard]] bool read(void* into, std::size_t bytes);
  /// To be called in the child at every step: it is ended when the next takes more processor time.
  static void allow(int seconds);

 private:
  pid_t child_ = -1;
  int from_child_ = -1;
};

}  // namespace trainyard::source
