#include "host/config/secret.hpp"

#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

TEST(Secret, IsKnownByItsForm) {
  EXPECT_EQ(secret_in("key AKIAIOSFODNN7EXAMPLE here"), "an AWS access key");
  EXPECT_EQ(secret_in("ghp_0123456789abcdefghijABCDEFGHIJ012345"), "a GitHub token");
  EXPECT_EQ(secret_in("https://ann:hunter2@example.org/x.csv"), "a password in a URL");
  EXPECT_EQ(secret_in("-----BEGIN RSA PRIVATE KEY-----\nMII"), "a private key");
  EXPECT_EQ(secret_in("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIx"), "a JSON web token");
}

TEST(Secret, IsKnownByTheWordBeforeIt) {
  EXPECT_EQ(secret_in("password=hunter2"), "a password");
  EXPECT_EQ(secret_in("the share's Password: swordfish"), "a password");
  EXPECT_EQ(secret_in("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI"), "a secret");
  EXPECT_EQ(secret_in("\"api_key\": \"abc12345\""), "a secret");
  EXPECT_EQ(secret_in("token = abcd"), "a secret");
}

TEST(Secret, IsNotSeenWhereThereIsNone) {
  for (const char* text : {"", "predicts whether a password is weak", "bytes per token: 4096", "token: number of words",
                           "https://example.org/a:b@c", "postgres://reader@host/db", "password: $DB_PASSWORD", "password: <ask the team>",
                           "https://ann:$PASSWORD@host/", "password: {scale: none}", "desk-1234567890", "hf_dataset_small",
                           "AKIA is a prefix", "tokens=many", "passwords: [a, b]", "secret: maybe"}) {
    EXPECT_EQ(secret_in(text), "") << text;
  }
}

TEST(Secret, InAValueIsRefusedAtItsPlaceAndNeverShown) {
  const std::string text = mistakes_of(
      "tags: {password: hunter2}\ndescription: see https://ann:hunter2@host/\ndevice: ghp_0123456789abcdefghijABCDEFGHIJ012345\n");
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_EQ(text.find("ghp_"), std::string::npos) << text;
  EXPECT_NE(text.find("c.yaml:3:18: tags.password: seems to hold a password; a config is kept with its runs"), std::string::npos) << text;
  EXPECT_NE(text.find("c.yaml:4:14: description: seems to hold a password in a URL"), std::string::npos) << text;
  EXPECT_NE(text.find("c.yaml:5:9: device: seems to hold a GitHub token"), std::string::npos) << text;
}

TEST(Secret, InACommentIsRefusedToo) {
  EXPECT_TRUE(mistakes_of("# the share's password: hunter2\nseed: 1\n").starts_with("c.yaml:3:1: seems to hold a password; "));
}

TEST(Secret, OnTheCommandLineIsRefusedAtItsOption) {
  const std::string text = Written(smallest).mistakes({"description=password=hunter2"});
  EXPECT_TRUE(text.starts_with("--set description: seems to hold a password; ")) << text;
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
}

TEST(Secret, SearchTakesTimeInProportionToTheText) {
  for (const char* part : {"token:", "password=$", "://", "AKIA", "api_key: a ", "\"", "dapi-"}) {
    std::string text;
    while (text.size() < (1 << 20)) text += part;
    const std::clock_t start = std::clock();
    (void)secret_in(text);
    EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 60) << part;
  }
}

}  // namespace
}  // namespace trainyard::config
