// The log of requests: JSON lines, appended. A file that was renamed away (logrotate) is begun anew.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace trainyard::serve {

class RequestLog {
 public:
  /// `share` of the requests is kept, 0 to 1, chosen by their ids. Throws Error(cannot_create) when the file cannot be opened.
  RequestLog(std::filesystem::path file, double share);
  ~RequestLog();
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  /// Whether this request is one to keep: the same answer for the same id everywhere.
  [[nodiscard]] bool keeps(std::string_view request_id) const;
  /// False where the line was lost: a full disk for the log stops no answer. Says so in the program's log, once until it works again.
  bool write(const std::string& line);
  /// Opens the file again where another one, or none, has its name now.
  void refresh();

 private:
  void open();

  std::filesystem::path file_;
  double share_;
  std::mutex mutex_;
  int fd_ = -1;
  bool failing_ = false;
};

}  // namespace trainyard::serve
