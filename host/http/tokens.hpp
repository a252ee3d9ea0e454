// Bearer tokens, one a line of a file that may change while the service runs.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::http {

class Tokens {
 public:
  /// Empty lines and those that begin with '#' say nothing. Throws Error(no_input) when the file cannot be read, Error(bad_config) when it
  /// holds no token, or one of fewer than 16 characters, which could be guessed, or with blanks.
  explicit Tokens(std::filesystem::path file);

  /// Whether the value of an Authorization header is "Bearer " and one of the tokens. The time it takes tells nothing of them.
  [[nodiscard]] bool allow(std::string_view authorization) const;

  /// Reads the file again where it has another time or size. What went wrong, while the former tokens stay in force; else "".
  std::string refresh();

 private:
  using Digests = std::vector<std::string>;

  std::filesystem::path file_;
  std::string looks_;  // inode, time and size of what was read
  mutable std::mutex mutex_;
  std::shared_ptr<const Digests> digests_;  // SHA-256 of each
};

}  // namespace trainyard::http
