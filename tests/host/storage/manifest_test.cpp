#include "host/storage/manifest.hpp"

#include <map>
#include <sys/stat.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::storage {
namespace {

namespace fs = std::filesystem;

void fill(const Folder& folder) {
  make_folder(folder / "model");
  write_file(folder / "run.json", "{\"seed\": 42}\n");
  write_file(folder / "model/model.ubj", std::string("\0\1\2binary", 9));
  write_file(folder / "empty", "");
  write_manifest(folder.path(), "run");
}

std::string found(const fs::path& folder) {
  std::string all;
  for (const Finding& finding : verify_folder(folder))
    all += finding.path.lexically_relative(folder).string() + ": " + finding.problem + "\n";
  return all;
}

TEST(Sha256, AgreesWithFips180) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const Folder folder;
  write_file(folder / "million", std::string(1'000'000, 'a'));
  EXPECT_EQ(sha256_file(folder / "million"), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_ERROR(sha256_file(folder / "absent"), ExitCode::no_input, "absent");
}

TEST(Manifest, UnchangedFolderHasNoFindings) {
  const Folder folder;
  fill(folder);
  EXPECT_EQ(found(folder.path()), "");
  EXPECT_EQ(read_verified(folder.path(), "run.json"), "{\"seed\": 42}\n");
}

TEST(Manifest, TakesADigestThatIsKnownAndComputesTheOthers) {
  const Folder folder;
  fill(folder);
  const std::string computed = read_file(folder / manifest_name);
  write_manifest(folder.path(), "run", "", {{"model/model.ubj", sha256_file(folder / "model/model.ubj")}});
  EXPECT_EQ(read_file(folder / manifest_name), computed);
  write_manifest(folder.path(), "run", "", {{"model/model.ubj", sha256("of other bytes")}});
  EXPECT_EQ(found(folder.path()), "model/model.ubj: SHA-256 differs\n");
}

TEST(Manifest, SameFolderGivesTheSameBytes) {
  const Folder one, two;
  fill(one);
  fill(two);
  EXPECT_EQ(read_file(one / manifest_name), read_file(two / manifest_name));
}

TEST(Manifest, EveryFlippedBitOfEveryFileIsFound) {
  const Folder folder;
  fill(folder);
  std::size_t flips = 0;
  for (const char* name : {manifest_name, "run.json", "model/model.ubj"}) {
    with_each_flip(folder / name, 8, [&](std::size_t bit) {
      EXPECT_NE(found(folder.path()), "") << name << ", bit " << bit;
      ++flips;
    });
  }
  EXPECT_GT(flips, 3000U);
  EXPECT_EQ(found(folder.path()), "");
}

TEST(Manifest, ReadVerifiedRefusesEveryFlippedByteOfFileAndManifest) {
  const Folder folder;
  fill(folder);
  for (const char* name : {manifest_name, "run.json"}) {
    with_each_flip(folder / name, 1,
                   [&](std::size_t byte) { EXPECT_THROW(read_verified(folder.path(), "run.json"), Error) << name << byte; });
  }
}

TEST(Manifest, EveryInsertedOrRemovedByteOfTheManifestIsFound) {
  const Folder folder;
  fill(folder);
  const std::string content = read_file(folder / manifest_name);
  for (std::size_t i = 0; i <= content.size(); ++i) {
    for (const char* inserted : {" ", "\n", "0"}) {
      std::string damaged = content;
      overwrite(folder / manifest_name, damaged.insert(i, inserted));
      EXPECT_NE(found(folder.path()), "") << inserted << " at " << i;
    }
    overwrite(folder / manifest_name, content.substr(0, i) + (i < content.size() ? content.substr(i + 1) : " "));
    EXPECT_NE(found(folder.path()), "") << "without byte " << i;
  }
}

TEST(Manifest, NamesMissingExtraTruncatedAndDamagedFiles) {
  const Folder folder;
  fill(folder);
  fs::remove(folder / "empty");
  overwrite(folder / "extra", "x");
  overwrite(folder / "run.json", "{\"seed\": 42}");
  overwrite(folder / "model/model.ubj", std::string("\0\1\2binarY", 9));
  EXPECT_EQ(found(folder.path()),
            "empty: missing\nmodel/model.ubj: SHA-256 differs\nrun.json: size 12, expected 13\nextra: not in the manifest\n");
}

TEST(Manifest, AbsentManifestIsFound) {
  const Folder folder;
  fill(folder);
  fs::remove(folder / manifest_name);
  EXPECT_NE(found(folder.path()).find("manifest.json: cannot read"), std::string::npos);
  EXPECT_ERROR(read_verified(folder.path(), "run.json"), ExitCode::no_input, "manifest.json");
}

TEST(Manifest, LinksAndPipesAreRefusedAndFound) {
  const Folder folder;
  fill(folder);
  fs::create_symlink("/etc/passwd", folder / "link");
  EXPECT_EQ(found(folder.path()), "link: a link, not a file\n");
  EXPECT_ERROR(write_manifest(folder.path(), "run"), ExitCode::bad_data, "link: a link");
  fs::remove(folder / "link");
  fs::rename(folder / "run.json", folder / "model/real");
  fs::create_symlink("model/real", folder / "run.json");
  EXPECT_NE(found(folder.path()).find("run.json: a link"), std::string::npos);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_NE(found(folder.path()).find("pipe: not a regular file"), std::string::npos);
}

TEST(Manifest, RefusesAFileNameThatIsNotUtf8) {
  const Folder folder;
  overwrite(folder / "\xff\xfe", "x");
  EXPECT_ERROR(write_manifest(folder.path(), "run"), ExitCode::bad_data, "cannot be written as JSON");
}

TEST(Manifest, WellSealedManifestThatNamesFilesOutsideIsRefused) {
  const Folder folder, outside;
  overwrite(outside / "secret", "x");
  for (const std::string& path :
       {(outside / "secret").string(), std::string("../secret"), std::string("a/../../secret"), std::string("./a"), std::string("")}) {
    overwrite(folder / manifest_name,
              seal({{"format", 1}, {"kind", "run"}, {"files", {{{"path", path}, {"size", 1}, {"sha256", sha256("x")}}}}}));
    EXPECT_ERROR(read_verified(folder.path(), path), ExitCode::bad_data, "outside");
  }
}

TEST(Manifest, WellSealedManifestWithTwoReadingsIsRefused) {
  const Folder folder;
  overwrite(folder / "a", "x");
  const nlohmann::ordered_json one{{"path", "a"}, {"size", 1}, {"sha256", sha256("x")}};
  const nlohmann::ordered_json two{{"path", "a"}, {"size", 1}, {"sha256", sha256("y")}};
  for (const auto& files : {nlohmann::ordered_json::array({one, two}), nlohmann::ordered_json::array({two, one})}) {
    overwrite(folder / manifest_name, seal({{"format", 1}, {"kind", "run"}, {"files", files}}));
    EXPECT_ERROR(read_verified(folder.path(), "a"), ExitCode::bad_data, "not in the form");
  }
  overwrite(folder / manifest_name, seal({{"format", 1}, {"kind", "run"}, {"files", {one}}, {"note", "an unknown key"}}));
  EXPECT_ERROR(read_verified(folder.path(), "a"), ExitCode::bad_data, "not in the form");
}

TEST(Manifest, NewerFormatIsRefused) {
  const Folder folder;
  overwrite(folder / manifest_name, seal({{"format", 2}, {"kind", "run"}, {"files", nlohmann::ordered_json::array()}}));
  EXPECT_ERROR(read_verified(folder.path(), "a"), ExitCode::bad_data, "use a newer trainyard");
}

TEST(Seal, HostileTextIsRefusedWithoutACrash) {
  const std::string deep(100'000, '[');
  for (const std::string& text : {std::string(), std::string("{}"), std::string("[1]"), std::string("\xff"), deep,
                                  "{\"digest\": " + deep + std::string(100'000, ']') + "}", std::string("{\"digest\": 1e999}")}) {
    EXPECT_ERROR(unseal(text, "layout.json"), ExitCode::bad_data, "layout.json");
  }
}

TEST(Seal, RoundTripKeepsTheDocument) {
  const nlohmann::ordered_json document{
      {"z", 0.1}, {"a", {1, -2, 1e-300, nullptr, "\u00fc\n\"\\"}}, {"empty", nlohmann::ordered_json::object()}};
  EXPECT_EQ(unseal(seal(document), "x"), document);
}

}  // namespace
}  // namespace trainyard::storage
