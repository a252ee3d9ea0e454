#include <filesystem>
#include <system_error>

#include "host/storage/atomic_file.hpp"
#include "host/storage/posix.hpp"

namespace trainyard::storage {

void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::remove(to, error);
  std::filesystem::create_hard_link(from, to, error);
  if (!error) return;
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, error);
  if (error) fail("cannot copy", from, error.value(), ExitCode::io);
}

}  // namespace trainyard::storage
