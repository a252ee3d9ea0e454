// SHA-256, by OpenSSL.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trainyard::storage {

/// Incremental SHA-256.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void update(std::string_view bytes);
  std::string hex();  ///< 64 lower-case digits; ends the computation

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view bytes);
/// Streams the file; Error(no_input) when absent, Error(io) on a read error.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace trainyard::storage
