#include "host/http/tokens.hpp"

#include "host/error/error.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::http {
namespace {

TEST(Tokens, AFileThatCannotProtectIsRefusedWithoutShowingIt) {
  const Folder folder;
  EXPECT_ERROR(Tokens(folder / "none"), ExitCode::no_input, "none");
  overwrite(folder / "tokens", "# nothing\n\n");
  EXPECT_ERROR(Tokens(folder / "tokens"), ExitCode::bad_config, "holds no token");
  overwrite(folder / "tokens", "long-enough-0123456789\nhunter2\n");
  EXPECT_ERROR(Tokens(folder / "tokens"), ExitCode::bad_config, "tokens:2: the token has 7 characters");
  overwrite(folder / "tokens", "two words of a token\n");
  EXPECT_ERROR(Tokens(folder / "tokens"), ExitCode::bad_config, "has a blank");
  try {
    static_cast<void>(Tokens(folder / "tokens"));
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("words"), std::string::npos);
  }
}

TEST(Tokens, AChangedFileIsReadAgainAndABrokenOneKeepsTheFormer) {
  const Folder folder;
  overwrite(folder / "tokens", "first-token-0123456789\n");
  Tokens tokens(folder / "tokens");
  EXPECT_EQ(tokens.refresh(), "");
  EXPECT_TRUE(tokens.allow("Bearer first-token-0123456789"));
  overwrite(folder / "tokens", "second-token-0123456789\n");
  EXPECT_EQ(tokens.refresh(), "");
  EXPECT_FALSE(tokens.allow("Bearer first-token-0123456789"));
  EXPECT_TRUE(tokens.allow("Bearer second-token-0123456789"));
  overwrite(folder / "tokens", "short\n");
  EXPECT_NE(tokens.refresh().find("characters"), std::string::npos);
  EXPECT_EQ(tokens.refresh(), "") << "it is said once";
  EXPECT_TRUE(tokens.allow("Bearer second-token-0123456789"));
  std::filesystem::remove(folder / "tokens");
  EXPECT_NE(tokens.refresh(), "");
  EXPECT_TRUE(tokens.allow("Bearer second-token-0123456789"));
}

}  // namespace
}  // namespace trainyard::http
