#include "host/serve/request_log.hpp"

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::serve {
namespace {

TEST(RequestLog, KeepsAShareOfTheRequestsByTheirIds) {
  const Folder folder;
  const RequestLog all(folder / "all", 1), none(folder / "none", 0), tenth(folder / "tenth", 0.1);
  int kept = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = "request-" + std::to_string(i);
    EXPECT_TRUE(all.keeps(id));
    EXPECT_FALSE(none.keeps(id));
    EXPECT_EQ(tenth.keeps(id), tenth.keeps(id));
    kept += tenth.keeps(id) ? 1 : 0;
  }
  EXPECT_NEAR(kept, 1000, 150);
}

TEST(RequestLog, AppendsAndGoesOnInANewFileWhenTheOldOneWasRenamed) {
  const Folder folder;
  overwrite(folder / "log", "before\n");
  RequestLog log(folder / "log", 1);
  EXPECT_TRUE(log.write("one\n"));
  std::filesystem::rename(folder / "log", folder / "log.1");
  EXPECT_TRUE(log.write("two\n"));
  log.refresh();
  EXPECT_TRUE(log.write("three\n"));
  EXPECT_EQ(storage::read_file(folder / "log.1"), "before\none\ntwo\n");
  EXPECT_EQ(storage::read_file(folder / "log"), "three\n");
}

TEST(RequestLog, AFullDiskLosesLinesAndNothingElse) {
  RequestLog log("/dev/full", 1);
  EXPECT_FALSE(log.write("lost\n"));
  const Folder folder;
  EXPECT_ERROR(RequestLog(folder / "no/such/folder", 1), ExitCode::cannot_create, "--request-log");
}

}  // namespace
}  // namespace trainyard::serve
