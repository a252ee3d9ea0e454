// A shard with some bytes changed: refused, or a batch that fits the dataset. One changed byte is always refused or changes nothing; more
// of them may meet each other's checksums, which is what the manifest's digests are for.
#include <cmath>
#include <cstring>
#include <string>

#include "host/dataset/converter.hpp"
#include "host/dataset/shard_file.hpp"
#include "host/error/error.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::dataset {
namespace {

struct WrittenShard {
  WrittenShard() {
    for (const auto& [name, type] : {std::pair{"n", ColumnType::integer},
                                     {"f", ColumnType::floating},
                                     {"b", ColumnType::boolean},
                                     {"c", ColumnType::category},
                                     {"t", ColumnType::timestamp},
                                     {"x", ColumnType::text}}) {
      Field field;
      field.name = name;
      field.type = type;
      fields.push_back(field);
    }
    fields[0].name = "a/%";
    batch.columns = {std::vector<std::int64_t>{1, missing_integer, -70000},    std::vector<double>{0.5, -0.0, std::nan("")},
                     std::vector<std::int8_t>{0, 1, missing_boolean},          std::vector<std::int32_t>{0, 1, missing_code},
                     std::vector<std::int64_t>{0, 1'000'000, missing_integer}, std::vector<std::string>{"text", "", "é"}};
    batch.ids = {{0, 0}, {0, 2}, {1, 5}};
    write_shard(file.path(), identity, fields, batch, dictionaries, {.deflate = true});
    bytes = file.bytes();
  }

  fuzz::MemoryFile file;
  ShardIdentity identity{"0123456789abcdef", 2, 100, 3};
  std::vector<Field> fields;
  Batch batch;
  std::vector<std::vector<std::string>> dictionaries{{}, {}, {}, {"Bern", "Zürich"}, {}, {}};
  std::string bytes;
};

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}
bool same(const std::vector<std::string>& a, const std::vector<std::string>& b) { return a == b; }

bool same(const Batch& a, const Batch& b) {
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    const auto equal = [&](const auto& values) { return same(values, std::get<std::decay_t<decltype(values)>>(b.columns[i])); };
    if (!std::visit(equal, a.columns[i])) return false;
  }
  const auto same_id = [](const RowId& x, const RowId& y) { return x.source == y.source && x.number == y.number; };
  return std::equal(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end(), same_id);
}

void check_fit(const Batch& batch, const WrittenShard& shard) {
  fuzz::require(batch.ids.size() == 3 && batch.columns.size() == shard.fields.size(), "another number of rows or columns");
  for (const Values& values : batch.columns)
    fuzz::require(std::visit([](const auto& typed) { return typed.size(); }, values) == 3, "a column of another length");
  for (const std::int32_t code : std::get<std::vector<std::int32_t>>(batch.columns[3]))
    fuzz::require(code >= missing_code && code < 2, "a code without a text");
  for (const std::int8_t flag : std::get<std::vector<std::int8_t>>(batch.columns[2]))
    fuzz::require(flag >= missing_boolean && flag <= 1, "a boolean of a third kind");
  for (const std::string& text : std::get<std::vector<std::string>>(batch.columns[5]))
    fuzz::require(text.size() <= longest_category, "a long text");
}

void try_edits(std::string_view edits) {
  static const WrittenShard shard;
  shard.file.hold(fuzz::edited(shard.bytes, edits));
  try {
    const Batch batch = read_shard(shard.file.path(), shard.identity, shard.fields, shard.dictionaries);
    check_fit(batch, shard);
    fuzz::require(edits.size() >= 6 || same(batch, shard.batch), "other values after one change");
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
  }
}

}  // namespace
}  // namespace trainyard::dataset

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::dataset::try_edits({reinterpret_cast<const char*>(data), size});
  return 0;
}
