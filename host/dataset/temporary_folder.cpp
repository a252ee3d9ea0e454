#include "host/dataset/temporary_folder.hpp"

#include <cerrno>
#include <system_error>
#include <unistd.h>

#include "host/error/error.hpp"

namespace trainyard::dataset {

TemporaryFolder::TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "trainyard-XXXXXX").string()) {
  if (::mkdtemp(path_.data()) == nullptr) {
    throw Error(ExitCode::cannot_create,
                path_ + ": " + std::generic_category().message(errno) + "; set TMPDIR to a folder with room for the table");
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace trainyard::dataset
