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

TEST(Folders, NamesInOneAreOfAllThatLiesThere) {
  const Folder folder;
  std::filesystem::create_directories(folder / "a/below");
  overwrite(folder / "file", "");
  overwrite(folder / ".hidden", "");
  std::filesystem::create_symlink("nowhere", folder / "link");
  auto found = names_in(folder.path());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (std::vector<std::string>{".hidden", "a", "file", "link"}));
  EXPECT_ERROR(names_in(folder / "absent"), ExitCode::no_input, "cannot list");
  EXPECT_ERROR(names_in(folder / "file"), ExitCode::io, "cannot list");
}

}  // namespace
}  // namespace trainyard::storage
