// Scratch files: what was written is read back, and nothing is ever to be seen of them.
#include "host/storage/scratch.hpp"

#include <array>

#include "host/error/error.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

TEST(Scratch, IsReadBackAnywhereAndHasNoName) {
  const Folder folder;
  {
    ScratchFolder scratch(folder / "deep/scratch");
    EXPECT_EQ(folder.entries(), 0U) << "made with the first file";
    ScratchFile file = scratch.make_file(), other = scratch.make_file();
    const std::array<std::uint32_t, 3> numbers{1, 2, 3};
    file.append(std::as_bytes(std::span(numbers)));
    file.append(std::as_bytes(std::span(numbers)));
    EXPECT_EQ(file.bytes(), 24U);
    EXPECT_EQ(other.bytes(), 0U);
    std::array<std::uint32_t, 2> found{};
    const ScratchFile moved = std::move(file);
    moved.read(8, std::as_writable_bytes(std::span(found)));
    EXPECT_EQ(found, (std::array<std::uint32_t, 2>{3, 1}));
    EXPECT_ERROR(moved.read(20, std::as_writable_bytes(std::span(found))), ExitCode::io, "cannot read back");
    EXPECT_TRUE(std::filesystem::is_empty(folder / "deep/scratch"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "deep/scratch"));
}

}  // namespace
}  // namespace trainyard::storage
