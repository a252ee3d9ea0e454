// Standard error, shared by log lines and the live line of progress. Private to log.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace trainyard::log {

enum class Level { debug, info, warning, error };

/// One per process. Every call locks; nothing here throws or fails: a closed standard error loses lines, never work.
class Console {
 public:
  static Console& instance();

  /// Looks at the terminal and the environment anew.
  void configure(Level threshold);
  [[nodiscard]] Level threshold() const;
  /// Whether progress may rewrite a line (a terminal, and TERM is not dumb) and whether it is shown at all (not when quiet).
  [[nodiscard]] bool live() const;
  [[nodiscard]] bool quiet() const;

  void set_stage(const std::string& stage);
  [[nodiscard]] std::string stage() const;

  /// `HH:MM:SS stage message` when `level` is at or above the threshold. Control characters, which values out of files may hold, become
  /// '?'.
  void line(Level level, const std::string& message);
  /// Shows `text` as the live line of `owner`; of several owners the newest is seen. An empty text takes it away.
  void show(const void* owner, const std::string& text);

 private:
  Console() { look(); }
  void look();
  void erase_live();
  void draw_live();

  mutable std::mutex mutex_;
  Level threshold_ = Level::warning;  // until the program says what to show
  bool terminal_ = false, colour_ = false, drawn_ = false;
  std::string stage_;
  std::vector<std::pair<const void*, std::string>> live_;
};

}  // namespace trainyard::log
