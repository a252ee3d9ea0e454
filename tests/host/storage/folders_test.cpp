// The folders in a folder.
#include "host/storage/folders.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

TEST(Folders, AreThoseWithoutADotAndNoFiles) {
  const Folder folder;
  std::filesystem::create_directories(folder / "b/below");
  std::filesystem::create_directories(folder / "a");
  std::filesystem::create_directories(folder / ".pending");
  overwrite(folder / "file", "");
  auto found = folders_in(folder.path());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (std::vector<std::filesystem::path>{folder / "a", folder / "b"}));
  EXPECT_TRUE(folders_in(folder / "absent").empty());
  EXPECT_ERROR(folders_in(folder / "file"), ExitCode::io, "cannot list");
}

}  // namespace
}  // namespace trainyard::storage
