#include "host/registry/share.hpp"

#include <gtest/gtest.h>

#include "tests/host/storage/folder.hpp"

namespace trainyard::registry {
namespace {

TEST(SharedFolder, IsMadeBelowARootWithASlashAtItsEnd) {
  const Folder folder;
  make_shared_folder(folder.path() / "", folder.path() / "models" / "house_value");
  EXPECT_TRUE(std::filesystem::is_directory(folder.path() / "models" / "house_value"));
}

}  // namespace
}  // namespace trainyard::registry
