#include "host/source/hdf5_table.hpp"

#include <cstdlib>
#include <cstring>

#include "host/hdf5/hdf5.hpp"
#include "host/hdf5/plugins.hpp"
#include "tests/host/source/typed_rows.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::source {
namespace {

using hdf5::checked;
using hdf5::Id;
using Strings = std::vector<std::string>;

Id create_plain(const std::filesystem::path& path) {  // the oldest format, as h5py writes
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "creating"};
}

template <typename T>
void put(hid_t at, const char* name, hid_t type, const std::vector<T>& values, hid_t creation = H5P_DEFAULT, std::size_t rows = 0) {
  const hsize_t size = rows > 0 ? rows : values.size();
  const Id space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
  const Id dataset(H5Dcreate2(at, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose, "dataset");
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "writing");
}

Id chunks(hsize_t rows) {
  Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "creation");
  checked(H5Pset_chunk(creation, 1, &rows), "chunks");
  return creation;
}

Id variable_text() {
  Id type(H5Tcopy(H5T_C_S1), H5Tclose, "type");
  checked(H5Tset_size(type, H5T_VARIABLE), "type");
  return type;
}

Id h5py_boolean() {
  Id type(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose, "type");
  for (const std::int8_t value : {std::int8_t{0}, std::int8_t{1}})
    checked(H5Tenum_insert(type, value == 0 ? "FALSE" : "TRUE", &value), "enum");
  return type;
}

class Hdf5 : public ::testing::Test {
 protected:
  void SetUp() override { hdf5::silence(); }
  void TearDown() override { ::unsetenv("HDF5_PLUGIN_PATH"); }

  void refuses(const std::string& part) const { EXPECT_ERROR(words_of(file_), ExitCode::bad_data, part); }
  void write_mixed() const {
    const Id file = create_plain(file_);
    put<std::int32_t>(file, "a", H5T_NATIVE_INT32, {1, -2, 3});
    put<const char*>(file, "t", variable_text(), {"x", "", "longer text"}, chunks(2));
    put<double>(file, "z", H5T_NATIVE_DOUBLE, {0.5, 1.5, 2.5}, chunks(2));
  }

  Folder folder_;
  std::filesystem::path file_ = folder_ / "t.h5";
};

TEST_F(Hdf5, ReadsOneDatasetPerColumnInTheRootOrInTheOnlyGroup) {
  for (const bool grouped : {false, true}) {
    {
      const Id file = create_plain(file_);
      if (grouped) hdf5::create_group(file, "table");
      const Id at(H5Gopen2(file, grouped ? "table" : "/", H5P_DEFAULT), H5Gclose, "group");
      put<std::int8_t>(at, "b", H5T_NATIVE_INT8, {-1, 0, 127});
      put<std::uint64_t>(at, "c", H5T_NATIVE_UINT64, {0, 1, 9223372036854775807U});
      put<float>(at, "d", H5T_NATIVE_FLOAT, {0.5F, std::nanf(""), -2});
      put<std::int8_t>(at, "e", h5py_boolean(), {1, 0, 1});
      put<std::uint8_t>(at, "f", H5T_NATIVE_B8, {0, 1, 1});
      put<const char*>(at, "g", variable_text(), {"\xC3\xA9", "", "abc"});
      put<std::int16_t>(at, "a", H5T_STD_I16BE,
                        std::vector<std::int16_t>{256, 512, -256});  // bytes as on this machine, read as the other's
    }
    const auto reader = open_reader(file_);
    EXPECT_EQ(reader->columns(), (Strings{"a", "b", "c", "d", "e", "f", "g"}));
    EXPECT_EQ(words_of(*reader), (Words{{"1", "2", "255"},
                                        {"-1", "0", "127"},
                                        {"0", "1", "9223372036854775807"},
                                        {"0.5", "nan", "-2"},
                                        {"true", "false", "true"},
                                        {"false", "true", "true"},
                                        {"'\xC3\xA9'", "''", "'abc'"}}));
  }
}

TEST_F(Hdf5, KeepsTheOrderOfCreationWhereTheFileDoes) {
  {
    const Id creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "creation");
    checked(H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "order");
    const Id file(H5Fcreate(file_.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT), H5Fclose, "file");
    for (const char* name : {"z", "a", "m"}) put<int>(file, name, H5T_NATIVE_INT, {1});
  }
  EXPECT_EQ(open_reader(file_)->columns(), (Strings{"z", "a", "m"}));
}

TEST_F(Hdf5, TakesThePaddingOffTextsOfFixedLength) {
  {
    const Id file = create_plain(file_);
    for (const auto& [name, padding] : {std::pair{"a", H5T_STR_NULLTERM}, {"b", H5T_STR_NULLPAD}, {"c", H5T_STR_SPACEPAD}}) {
      const Id type(H5Tcopy(H5T_C_S1), H5Tclose, "type");
      checked(H5Tset_size(type, 4), "type");
      checked(H5Tset_strpad(type, padding), "type");
      const std::string bytes =
          padding == H5T_STR_SPACEPAD ? std::string("ab      cd  ef  ") : std::string("ab\0\0\0\0\0\0cd\0\0efg\0", 16);
      put<char>(file, name, type, {bytes.begin(), bytes.end()}, H5P_DEFAULT, 4);
    }
  }
  const Words words = words_of(file_);
  EXPECT_EQ(words[0], (Strings{"'ab'", "''", "'cd'", "'efg'"}));
  EXPECT_EQ(words[1], words[0]);
  EXPECT_EQ(words[2], (Strings{"'ab'", "''", "'cd'", "'ef'"}));
}

struct Record {
  std::int64_t index;
  double price;
  char city[6];
  const char* note;
};

Id record_type() {
  Id type(H5Tcreate(H5T_COMPOUND, sizeof(Record)), H5Tclose, "type");
  const Id city(H5Tcopy(H5T_C_S1), H5Tclose, "type");
  checked(H5Tset_size(city, 6), "type");
  checked(H5Tinsert(type, "index", offsetof(Record, index), H5T_NATIVE_INT64), "field");
  checked(H5Tinsert(type, "price", offsetof(Record, price), H5T_NATIVE_DOUBLE), "field");
  checked(H5Tinsert(type, "city", offsetof(Record, city), city), "field");
  checked(H5Tinsert(type, "note", offsetof(Record, note), variable_text()), "field");
  return type;
}

TEST_F(Hdf5, ReadsTheFieldsOfOneCompoundDataset) {
  {
    const Id file = create_plain(file_);
    hdf5::create_group(file, "frame");
    hdf5::create_group(file, "frame/_i_table");  // where PyTables keeps an index
    put<Record>(file, "frame/table", record_type(), {{7, 0.5, "Rome", "n"}, {8, -1, "", ""}, {9, 2, "Genoa", "more"}}, chunks(2));
  }
  for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{4} << 20}) {
    const Words words = words_of(file_, block_bytes);
    EXPECT_EQ(open_reader(file_)->columns(), (Strings{"index", "price", "city", "note"}));
    EXPECT_EQ(words, (Words{{"7", "8", "9"}, {"0.5", "-1", "2"}, {"'Rome'", "''", "'Genoa'"}, {"'n'", "''", "'more'"}}));
  }
}

TEST_F(Hdf5, GivesTheSameForAnyBlocks) {
  std::vector<double> numbers;
  std::vector<std::string> texts;
  for (int i = 0; i < 2500; ++i) {
    numbers.push_back(i * 0.37);
    texts.push_back("text " + std::to_string(i * i));
  }
  {
    const Id file = create_plain(file_);
    const Id packed = chunks(300);
    checked(H5Pset_shuffle(packed), "filter");
    checked(H5Pset_deflate(packed, 4), "filter");
    checked(H5Pset_fletcher32(packed), "filter");
    std::vector<const char*> pointers;
    for (const auto& text : texts) pointers.push_back(text.c_str());
    put(file, "n", H5T_NATIVE_DOUBLE, numbers, packed);
    put(file, "t", variable_text(), pointers, chunks(700));
  }
  const Words expected = words_of(file_);
  ASSERT_EQ(expected[1].back(), "'" + texts.back() + "'");
  for (const std::size_t block_bytes : {1U, 5000U, 50000U}) {
    std::size_t blocks = 0;
    EXPECT_EQ(words_of(file_, block_bytes, &blocks), expected);
    EXPECT_GE(blocks, block_bytes == 1 ? 2500U : 2U);
  }
}

TEST_F(Hdf5, SaysWhichLayoutsItKnows) {
  const auto refuse_layout = [&](const std::string& part, auto make) {
    make(create_plain(file_));
    refuses(part);
  };
  refuse_layout("known layouts: one dataset of one dimension per column", [](hid_t) {});
  refuse_layout("has 0 datasets and 2 groups where its table should be; known layouts", [](hid_t file) {
    hdf5::create_group(file, "a");
    hdf5::create_group(file, "b");
  });
  refuse_layout("has 1 datasets and 1 groups where", [](hid_t file) {
    hdf5::create_group(file, "a");
    put<int>(file, "x", H5T_NATIVE_INT, {1});
  });
  refuse_layout("column 'y': has 3 rows, the column before it has 2", [](hid_t file) {
    put<int>(file, "x", H5T_NATIVE_INT, {1, 2});
    put<int>(file, "y", H5T_NATIVE_INT, {1, 2, 3});
  });
  refuse_layout("column 'x': has 2 dimensions, a column has one", [](hid_t file) {
    const hsize_t shape[] = {2, 2};
    const Id space(H5Screate_simple(2, shape, nullptr), H5Sclose, "space");
    const Id dataset(H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, "dataset");
  });
  refuse_layout("column 'table': a compound dataset beside others", [](hid_t file) {
    put<Record>(file, "table", record_type(), {{7, 0.5, "Rome", "n"}});
    put<int>(file, "x", H5T_NATIVE_INT, {1});
  });
  refuse_layout("has no rows", [](hid_t file) {
    const hsize_t none = 0;
    const Id space(H5Screate_simple(1, &none, nullptr), H5Sclose, "space");
    const Id dataset(H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, "dataset");
  });
}

TEST_F(Hdf5, NamesAColumnOfATypeThatHasNoPlaceInATable) {
  const auto refuse_type = [&](hid_t type, const std::string& part) {
    {
      const Id file = create_plain(file_);
      put<char>(file, "x", type, std::vector<char>(64), H5P_DEFAULT, 2);
    }
    refuses("column 'x': its type is " + part);
  };
  const hsize_t three = 3;
  refuse_type(Id(H5Tarray_create2(H5T_NATIVE_INT, 1, &three), H5Tclose, "type"), "an array (pandas: write with data_columns=True)");
  refuse_type(Id(H5Tvlen_create(H5T_NATIVE_INT), H5Tclose, "type"), "a list of variable length");
  refuse_type(Id(H5Tcreate(H5T_OPAQUE, 8), H5Tclose, "type"), "opaque");
  refuse_type(H5T_STD_REF_OBJ, "a reference");
  refuse_type(H5T_NATIVE_LDOUBLE, "a floating-point number of 128 bits");
  refuse_type(H5T_NATIVE_B16, "a bit field of 16 bits");
  const Id colours(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose, "type");
  const std::int8_t zero = 0;
  checked(H5Tenum_insert(colours, "red", &zero), "enum");
  refuse_type(colours, "an enumeration that is not FALSE and TRUE");
}

TEST_F(Hdf5, NamesRowAndColumnOfAValueThatDoesNotFit) {
  {
    const Id file = create_plain(file_);
    put<std::uint64_t>(file, "x", H5T_NATIVE_UINT64, {0, 18446744073709551615U});
  }
  refuses("data row 2, column 'x': 18446744073709551615 is beyond 64-bit integers");
  {
    const Id file = create_plain(file_);
    put<std::uint8_t>(file, "x", H5T_NATIVE_B8, {0, 1, 2});
  }
  refuses("data row 3, column 'x': 2 is neither true nor false");
}

TEST_F(Hdf5, FollowsNothingOutOfTheFile) {
  {
    const Id file = create_plain(file_);
    checked(H5Lcreate_external("/etc/passwd", "/x", file, "x", H5P_DEFAULT, H5P_DEFAULT), "link");
  }
  refuses("'x' is a link to another place in another file; links are not followed");
  {
    const Id file = create_plain(file_);
    checked(H5Lcreate_soft("/etc/passwd", file, "x", H5P_DEFAULT, H5P_DEFAULT), "link");
  }
  refuses("'x' is a link to another place; links are not followed");
  {
    const Id file = create_plain(file_);
    const Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "creation");
    checked(H5Pset_external(creation, "/etc/passwd", 0, 16), "external");
    const hsize_t size = 4;
    const Id space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
    const Id dataset(H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose, "dataset");
  }
  refuses("column 'x': its values lie outside the file");
  {
    const Id file = create_plain(file_);
    const hsize_t size = 4;
    const Id space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
    const Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "creation");
    checked(H5Pset_virtual(creation, space, (folder_ / "other.h5").c_str(), "y", space), "virtual");
    const Id dataset(H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose, "dataset");
  }
  refuses("column 'x': a virtual dataset, made of other files");
}

TEST_F(Hdf5, RefusesRowsThatTheFileDoesNotHold) {
  const AddressSpaceLimit limit(std::size_t{1} << 30);
  const auto never_written = [&](hsize_t rows, hid_t creation) {
    {
      const Id file = create_plain(file_);
      const hsize_t most = H5S_UNLIMITED;
      const Id space(H5Screate_simple(1, &rows, creation == H5P_DEFAULT ? nullptr : &most), H5Sclose, "space");
      const Id dataset(H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose, "dataset");
    }
    refuses("column 'x': states " + std::to_string(rows) + " rows, but the file does not hold as many");
  };
  never_written(std::uint64_t{1} << 62, chunks(1000));
  never_written((std::uint64_t{1} << 63) - 1, chunks(1));
  never_written(5, chunks(1000));
  never_written(5, H5P_DEFAULT);
}

TEST_F(Hdf5, RefusesCompressedChunksThatTakeTooMuchMemory) {
  {
    const Id file = create_plain(file_);
    const Id packed = chunks(std::uint64_t{1} << 27);
    checked(H5Pset_deflate(packed, 1), "filter");
    const hsize_t rows = 8, most = H5S_UNLIMITED;
    const Id space(H5Screate_simple(1, &rows, &most), H5Sclose, "space");
    const Id dataset(H5Dcreate2(file, "x", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, packed, H5P_DEFAULT), H5Dclose, "dataset");
    const hsize_t first = 0;
    const std::string chunk = "not deflated";
    checked(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &first, chunk.size(), chunk.data()), "chunk");
  }
  refuses("column 'x': its compressed chunks of 134217728 rows");
}

TEST_F(Hdf5, RefusesATextLongerThanARowMayBe) {
  const std::string longer(100, 'x');
  {
    const Id file = create_plain(file_);
    put<const char*>(file, "t", variable_text(), {"a", longer.c_str()});
  }
  ReaderOptions options;
  options.max_row_bytes = 100;
  EXPECT_ERROR(words_of(*open_reader(file_, options)), ExitCode::bad_data, "column 't': damaged, or a text is longer than 100 bytes");
  {
    const Id file = create_plain(file_);
    const Id wide(H5Tcopy(H5T_C_S1), H5Tclose, "type");
    checked(H5Tset_size(wide, 101), "type");
    put<char>(file, "t", wide, std::vector<char>(101), H5P_DEFAULT, 1);
  }
  EXPECT_ERROR(words_of(*open_reader(file_, options)), ExitCode::bad_data, "a row takes 117 bytes, more than 100");
}

void write_with_unknown_filter(const std::filesystem::path& path) {
  const Id file = create_plain(path);
  const Id creation = chunks(4);
  const unsigned settings = 0;
  const H5Z_class2_t passing{H5Z_CLASS_T_VERS,
                             32099,
                             1,
                             1,
                             "imaginary",
                             nullptr,
                             nullptr,
                             [](unsigned, std::size_t, const unsigned*, std::size_t bytes, std::size_t*, void**) { return bytes; }};
  checked(H5Zregister(&passing), "filter");
  checked(H5Pset_filter(creation, 32099, H5Z_FLAG_MANDATORY, 1, &settings), "filter");
  put<int>(file, "x", H5T_NATIVE_INT, {1, 2, 3, 4}, creation);
}

TEST_F(Hdf5, NamesAFilterThatIsNotThereAndWhereItsPluginWouldGo) {
  write_with_unknown_filter(file_);
  checked(H5Zunregister(32099), "filter");
  refuses(
      "column 'x': is compressed by filter 32099 ('imaginary'), which is not available; put its plug-in into a folder that only you can "
      "write to and name the folder in HDF5_PLUGIN_PATH, or write the file with gzip (HDF5_PLUGIN_PATH is not set)");
}

TEST_F(Hdf5, LoadsNoPluginsFromAFolderThatOthersCanWriteTo) {
  write_with_unknown_filter(file_);
  checked(H5Zunregister(32099), "filter");
  const auto loads = [] {
    EXPECT_NO_THROW(hdf5::restrict_plugins());  // as the reading process does
    unsigned mask = 0;
    checked(H5PLget_loading_state(&mask), "state");
    return mask != 0;
  };
  const std::filesystem::path plugins = folder_ / "plugins";
  std::filesystem::create_directory(plugins);
  std::filesystem::permissions(plugins, std::filesystem::perms::owner_all);
  ::setenv("HDF5_PLUGIN_PATH", plugins.c_str(), 1);
  refuses("or write the file with gzip");
  EXPECT_TRUE(loads());
  std::filesystem::permissions(plugins, std::filesystem::perms::all);
  refuses("(HDF5_PLUGIN_PATH names '" + plugins.string() + "', which is no folder that only you and root can write to)");
  EXPECT_FALSE(loads());
  ::setenv("HDF5_PLUGIN_PATH", ("/usr:" + (folder_ / "absent").string()).c_str(), 1);
  refuses("absent', which is no folder");
  EXPECT_FALSE(loads());
}

TEST_F(Hdf5, RefusesAFileThatIsStillOpenForWriting) {
  {
    const Id file = hdf5::create_file(file_.string());
    put<int>(file, "x", H5T_NATIVE_INT, {1, 2, 3});
    checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "flushing");
    std::filesystem::copy_file(file_, folder_ / "copy.h5");  // as a killed writer leaves it
  }
  EXPECT_EQ(words_of(file_), (Words{{"1", "2", "3"}}));
  EXPECT_ERROR(words_of(folder_ / "copy.h5"), ExitCode::bad_data, "is still open for writing, or its writer was killed");
}

TEST_F(Hdf5, RefusesATruncatedFileAtAnyLength) {
  write_mixed();
  for (auto size = std::filesystem::file_size(file_); size > 8;) {
    size -= size > 600 ? 37 : 1;
    std::filesystem::resize_file(file_, size);
    EXPECT_ERROR(words_of(file_), ExitCode::bad_data, "damaged: ");
  }
}

TEST_F(Hdf5, NoticesThatTheFileChangedWhileItWasRead) {
  write_mixed();
  const auto reader = open_reader(file_);
  Block block;
  EXPECT_TRUE(reader->next(block));
  std::filesystem::copy_file(file_, folder_ / "copy");
  std::filesystem::rename(folder_ / "copy", file_);
  EXPECT_ERROR(reader->next(block), ExitCode::bad_data, "changed while it was being read");
}

// The oldest format has no checksums, so values may differ; but whatever happens in HDF5's library stays in the process that reads.
class SlowHdf5 : public Hdf5 {};

void survive_flips(const std::filesystem::path& path, std::size_t step) {
  std::size_t refused = 0;
  const AddressSpaceLimit limit(std::size_t{6} << 30);
  ReaderOptions options;
  options.block_seconds = 1;  // some flips make the library loop for ever
  with_each_flip(path, 1, [&](std::size_t flip) {
    if (flip % step != 0) return;
    try {
      words_of(*open_reader(path, options));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_data) << error.what();
      ++refused;
    }
  });
  EXPECT_GT(refused, 100 / step);
}

void write_packed(const std::filesystem::path& path) {
  const Id file = create_plain(path);
  const Id packed = chunks(2);
  checked(H5Pset_deflate(packed, 4), "filter");
  put<std::int32_t>(file, "a", H5T_NATIVE_INT32, {1, -2, 3});
  put<std::int8_t>(file, "e", h5py_boolean(), {1, 0, 1});
  put<double>(file, "z", H5T_NATIVE_DOUBLE, {0.5, 1.5, 2.5}, packed);
}

TEST_F(Hdf5, SurvivesFlippedBytes) {
  write_packed(file_);
  survive_flips(file_, 23);
  write_mixed();
  survive_flips(file_, 31);
}

TEST_F(SlowHdf5, SurvivesFlippedBytesAllOver) {
  write_packed(file_);
  survive_flips(file_, 3);
  write_mixed();
  survive_flips(file_, 3);
}

}  // namespace
}  // namespace trainyard::source
