#include "host/storage/overwrite.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

namespace fs = std::filesystem;

TEST(Overwrite, AFileThatIsNeededIsKnownUnderEveryPath) {
  const Folder folder;
  overwrite(folder / "in.csv", "a\n1\n");
  fs::create_directory(folder / "sub");
  fs::create_symlink(folder / "in.csv", folder / "link.csv");
  fs::create_symlink(folder.path(), folder / "sub" / "up");
  fs::create_hard_link(folder / "in.csv", folder / "hard.csv");
  const std::vector<NeededFile> needed = {{"--input", folder / "in.csv"}};
  for (const fs::path& output :
       {folder / "in.csv", folder / "sub" / ".." / "in.csv", folder / "link.csv", folder / "sub" / "up" / "in.csv", folder / "hard.csv"}) {
    SCOPED_TRACE(output);
    EXPECT_ERROR(check_replaceable("--output", output, needed), ExitCode::usage, "is the file of --input, which would be lost");
  }
  EXPECT_NO_THROW(check_replaceable("--output", folder / "out.csv", needed));
  EXPECT_NO_THROW(check_replaceable("--output", "", needed));
}

TEST(Overwrite, TwoOutputsThatAreNotThereYetAreOneFile) {
  const Folder folder;
  EXPECT_ERROR(check_replaceable("--quarantine", folder / "sub" / ".." / "out.csv", {{"--output", folder / "out.csv"}}), ExitCode::usage,
               "is the file of --output");
  EXPECT_NO_THROW(check_replaceable("--quarantine", folder / "bad.csv", {{"--output", ""}}));
}

TEST(Overwrite, AFileOfAPublishedFolderIsKept) {
  const Folder folder;
  fs::create_directories(folder / "r" / "runs" / "one" / "model");
  overwrite(folder / "r" / "layout.json", "{}");
  EXPECT_NO_THROW(check_replaceable("--output", folder / "r" / "runs" / "one" / "model" / "x.csv", {}));
  overwrite(folder / "r" / "runs" / "one" / "manifest.json", "{}");
  EXPECT_ERROR(check_replaceable("--output", folder / "r" / "runs" / "one" / "model" / "x.csv", {}), ExitCode::usage,
               "which is published and never changes");
  EXPECT_NO_THROW(check_replaceable("--output", folder / "r" / "x.csv", {}));
  fs::remove(folder / "r" / "layout.json");
  EXPECT_NO_THROW(check_replaceable("--output", folder / "r" / "runs" / "one" / "x.csv", {})) << "a manifest of another program's";
}

}  // namespace
}  // namespace trainyard::storage
