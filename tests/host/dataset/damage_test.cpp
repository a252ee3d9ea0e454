// Damaged shards, full disks: an error, never other values.
#include <csignal>
#include <cstring>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "host/dataset/shard_file.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

struct Damage : Workspace {
  void SetUp() override {
    Workspace::SetUp();
    for (const auto& [name, type] : {std::pair{"n", ColumnType::integer},
                                     {"f", ColumnType::floating},
                                     {"b", ColumnType::boolean},
                                     {"c", ColumnType::category},
                                     {"t", ColumnType::timestamp}}) {
      Field field;
      field.name = name;
      field.type = type;
      fields_.push_back(field);
    }
    batch_ = empty_batch(fields_);
    std::get<std::vector<std::int64_t>>(batch_.columns[0]) = {1, missing_integer, -7};
    std::get<std::vector<double>>(batch_.columns[1]) = {0.5, -0.0, 1e300};
    std::get<std::vector<std::int8_t>>(batch_.columns[2]) = {0, 1, missing_boolean};
    std::get<std::vector<std::int32_t>>(batch_.columns[3]) = {0, 1, missing_code};
    std::get<std::vector<std::int64_t>>(batch_.columns[4]) = {0, 1'000'000, missing_integer};
    batch_.ids = {{0, 0}, {0, 2}, {1, 5}};
    dictionaries_ = {{}, {}, {}, {"Bern", "Zürich"}, {}};
  }

  [[nodiscard]] Batch load(const fs::path& path) const { return read_shard(path, identity_, fields_, dictionaries_); }

  static bool same(const Batch& a, const Batch& b) {
    for (std::size_t i = 0; i < a.columns.size(); ++i) {
      const bool equal = std::visit(
          [&](const auto& values) {
            const auto& other = std::get<std::decay_t<decltype(values)>>(b.columns[i]);
            return values.size() == other.size() && std::memcmp(values.data(), other.data(), values.size() * sizeof(values[0])) == 0;
          },
          a.columns[i]);
      if (!equal) return false;
    }
    return std::equal(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end(),
                      [](const RowId& x, const RowId& y) { return x.source == y.source && x.number == y.number; });
  }

  ShardIdentity identity_{"0123456789abcdef", 2, 100, 3};
  std::vector<Field> fields_;
  Batch batch_;
  std::vector<std::vector<std::string>> dictionaries_;
};

TEST_F(Damage, IsNotThereInAFreshShard) {
  write_shard(folder_ / "s.h5", identity_, fields_, batch_, dictionaries_);
  EXPECT_TRUE(same(load(folder_ / "s.h5"), batch_));
}

TEST_F(Damage, OfAnyOneByteIsAnErrorOrChangesNothing) {
  write_shard(folder_ / "s.h5", identity_, fields_, batch_, dictionaries_);
  const std::string intact = read(folder_ / "s.h5");
  std::size_t errors = 0;
  for (std::size_t at = 0; at < intact.size(); ++at) {
    std::string damaged = intact;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    const auto path = write("damaged.h5", damaged);
    try {
      EXPECT_TRUE(same(load(path), batch_)) << "byte " << at << " of " << intact.size() << " changed a value silently";
    } catch (const Error& error) {
      ++errors;
      EXPECT_EQ(error.code(), ExitCode::bad_data);
      EXPECT_TRUE(contains(error.what(), "damaged.h5")) << error.what();
    }
  }
  EXPECT_GT(errors, intact.size() / 4);  // the rest is padding that nothing reads
}

TEST_F(Damage, OfValuesNamesTheColumn) {
  write_shard(folder_ / "s.h5", identity_, fields_, batch_, dictionaries_);
  std::string bytes = read(folder_ / "s.h5");
  const double value = 1e300;
  const std::size_t at = bytes.find(std::string(reinterpret_cast<const char*>(&value), sizeof value));
  ASSERT_NE(at, std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  const auto path = write("damaged.h5", bytes);
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(load(path)); });
  EXPECT_TRUE(contains(message, "damaged.h5: column 'f': damaged: reading: ")) << message;
}

TEST_F(Damage, ByTruncationIsAnErrorAtEveryLength) {
  write_shard(folder_ / "s.h5", identity_, fields_, batch_, dictionaries_);
  const std::string intact = read(folder_ / "s.h5");
  for (std::size_t length = 0; length < intact.size(); length += length + 64 < intact.size() ? 61 : 1) {
    const auto path = write("cut.h5", intact.substr(0, length));
    static_cast<void>(failure(ExitCode::bad_data, [&] { static_cast<void>(load(path)); }));
  }
}

TEST_F(Damage, ByAnotherShardInItsPlaceIsAnError) {
  auto other = identity_;
  other.index = 3;
  write_shard(folder_ / "s.h5", other, fields_, batch_, dictionaries_);
  EXPECT_TRUE(
      contains(failure(ExitCode::bad_data, [&] { static_cast<void>(load(folder_ / "s.h5")); }), "another shard than dataset.json says"));
  other = identity_;
  other.version = "fedcba9876543210";
  write_shard(folder_ / "s.h5", other, fields_, batch_, dictionaries_);
  EXPECT_TRUE(
      contains(failure(ExitCode::bad_data, [&] { static_cast<void>(load(folder_ / "s.h5")); }), "another shard than dataset.json says"));
}

TEST_F(Damage, ByADifferentDictionaryOrTypeIsAnError) {
  write_shard(folder_ / "s.h5", identity_, fields_, batch_, dictionaries_);
  dictionaries_[3] = {"Basel", "Zürich"};
  EXPECT_TRUE(contains(failure(ExitCode::bad_data, [&] { static_cast<void>(load(folder_ / "s.h5")); }),
                       "column 'c': damaged: its dictionary differs"));
  dictionaries_[3] = {"Bern", "Zürich"};
  fields_[1].type = ColumnType::integer;
  EXPECT_TRUE(
      contains(failure(ExitCode::bad_data, [&] { static_cast<void>(load(folder_ / "s.h5")); }), "column 'f': damaged: not of the type"));
}

TEST_F(Damage, OfAPublishedDatasetIsFoundWhenItIsOpenedOrRead) {
  const auto made = shard(request("a,b\n1,x\n2,y\n"));
  for (const char* file : {"dataset.json", "schema.yaml", "manifest.json", "shards/part-00000.h5"}) {
    const fs::path path = made.dataset.folder() / file;
    const std::string intact = read(path);
    std::string damaged = intact;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 4);
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
    std::ofstream(path, std::ios::binary) << damaged;
    if (std::string(file) != "shards/part-00000.h5") {
      static_cast<void>(failure(ExitCode::bad_data, [&] { static_cast<void>(Dataset::open(made.dataset.folder())); }));
    }
    std::ofstream(path, std::ios::binary) << intact.substr(0, intact.size() - 1);
    static_cast<void>(failure(ExitCode::bad_data, [&] { static_cast<void>(Dataset::open(made.dataset.folder())); }));
    std::ofstream(path, std::ios::binary) << intact;
  }
  EXPECT_EQ(Dataset::open(made.dataset.folder()).read().rows(), 2U);
  fs::remove(made.dataset.folder() / "shards/part-00000.h5");
  static_cast<void>(failure(ExitCode::bad_data, [&] { static_cast<void>(Dataset::open(made.dataset.folder())); }));
}

// Runs `action` in a child, where limits and crashes stay; returns its exit status, 200 - code for an Error, 254 for one not fit to be
// read.
int in_child(const std::function<void()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    int status = 0;
    try {
      action();
    } catch (const Error& error) {
      const std::string message = error.what();
      const bool readable = message.find('\n') == std::string::npos && !contains(message, "errno");
      status = readable ? 200 - static_cast<int>(error.code()) : 254;
    } catch (...) {
      status = 255;
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

constexpr int io_error = 200 - static_cast<int>(ExitCode::io);

TEST_F(Damage, ByAFileSizeLimitAtAnyPointIsAnIoErrorAndNothingIsPublished) {
  const auto large = [&](const std::string& results) {
    std::string text = "a,b,c\n";
    for (int i = 0; i < 3000; ++i) text += std::to_string(i) + "," + std::to_string(i * 0.25) + ",t" + std::to_string(i % 7) + "\n";
    auto made = request(text);
    made.results = folder_ / results;
    return made;
  };
  const auto whole = shard(large("whole"));
  const auto size = fs::file_size(whole.dataset.folder() / "shards/part-00000.h5");
  for (const rlim_t limit : {rlim_t{0}, rlim_t{1000}, size / 4, size / 2, size - 2048, size - 1}) {
    const auto asked = large("limited");
    const int status = in_child([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit bound{limit, limit};
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &bound), 0);
      static_cast<void>(shard(asked));
    });
    EXPECT_TRUE(status == io_error || (limit == 0 && status == 200 - static_cast<int>(ExitCode::cannot_create)))
        << "limit " << limit << ": " << status;
    EXPECT_FALSE(fs::exists(asked.results / "datasets/data" / whole.dataset.version())) << limit;
  }
}

TEST_F(Damage, ByAFileSizeLimitOfALaterShardIsOneIoErrorForAnyNumberOfThreads) {
  std::string text = "a,b\n";  // wider in the third of five shards
  for (int i = 0; i < 5000; ++i) text += std::to_string(i / 1000 == 2 ? std::int64_t{1} << 40 : 1) + "," + std::to_string(i % 7) + "\n";
  auto asked = request(text);
  asked.shard_rows = 1000;
  const auto size = fs::file_size(shard(asked).dataset.folder() / "shards/part-00002.h5");
  for (const int threads : {1, 2, 5}) {
    asked.threads = threads;
    asked.results = folder_ / std::to_string(threads);
    const int status = in_child([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit bound{size - 1, size - 1};
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &bound), 0);
      static_cast<void>(shard(asked));
    });
    EXPECT_EQ(status, io_error) << threads;
    EXPECT_TRUE(fs::is_empty(asked.results / "datasets/data")) << threads;
  }
}

TEST_F(Damage, ByAFullDiskIsAnIoErrorAndNothingIsPublished) {
  const fs::path disk = folder_ / "disk";
  fs::create_directories(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) GTEST_SKIP() << "needs to mount a tmpfs: " << std::strerror(errno);
  std::string text = "a,b,c,d\n";
  for (int i = 0; i < 60000; ++i) text += std::to_string(i) + "," + std::to_string(i * 0.25) + ",1.5,2\n";
  auto asked = request(text);
  asked.results = disk;
  const int status = in_child([&] { static_cast<void>(shard(asked)); });
  std::size_t published = 0;
  if (fs::exists(disk / "datasets/data")) {
    for (const auto& entry : fs::directory_iterator(disk / "datasets/data"))
      published += entry.path().filename().string()[0] != '.' ? 1 : 0;
  }
  ::umount(disk.c_str());
  EXPECT_EQ(status, io_error);
  EXPECT_EQ(published, 0U);
}

}  // namespace
}  // namespace trainyard::dataset
