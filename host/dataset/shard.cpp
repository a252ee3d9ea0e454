#include <algorithm>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"
#include "host/dataset/pending.hpp"
#include "host/dataset/printable.hpp"
#include "host/dataset/record.hpp"
#include "host/dataset/shard_writer.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

/// quarantine.csv: one line per bad row. `row` is the 0-based data row, as in /rows/number of the shards.
class QuarantineFile {
 public:
  QuarantineFile(const fs::path& path, std::vector<std::string> sources) : file_(path), sources_(std::move(sources)) {
    file_.write("source,line,row,column,value,reason,raw\n");
  }
  void add(const BadRow& row) {
    file_.write(csv_field(printable(sources_[row.source], 4096)) + "," + std::to_string(row.line) + "," + std::to_string(row.number) + "," +
                csv_field(row.column) + "," + csv_field(row.value) + "," + csv_field(row.reason) + "," + csv_field(row.raw) + "\n");
  }
  void publish() { file_.publish(); }

 private:
  storage::AtomicFile file_;
  std::vector<std::string> sources_;
};

// A shard must fit a quarter of the memory allowed; its size changes no result.
std::uint64_t rows_per_shard(const ShardRequest& request, const std::vector<Field>& fields) {
  std::uint64_t row_bytes = sizeof(RowId);
  for (const Field& field : fields) row_bytes += bytes_per_value(field.type);
  return std::clamp<std::uint64_t>(request.shard_rows, 1, std::max<std::uint64_t>(request.memory_bytes / 4 / row_bytes, 1024));
}

void fill(const ShardRequest& request, Intake& intake, const std::string& version, const fs::path& folder) {
  const Schema schema = intake.settle_schema();
  Record record;
  record.version = version;
  record.fields = stored_fields(schema);
  ShardWriter shards(folder, version, record.fields, rows_per_shard(request, record.fields));
  QuarantineFile quarantine(folder / quarantine_file, intake.files());
  const Converter converter = intake.convert(
      schema, [&](const Converter& so_far, const Batch& rows) { shards.add(so_far, rows); },
      [&](const BadRow& row) {
        if (!request.quarantine) throw Error(ExitCode::bad_data, describe(row, intake.files()[row.source]));
        quarantine.add(row);
      });
  intake.check_bad_rows();
  shards.finish(converter);
  quarantine.publish();
  record.rows = intake.quality().rows();
  record.quarantined = intake.quality().bad_rows();
  record.sources = intake.sources();
  record.shards = shards.shards();
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    record.dictionaries.emplace_back(converter.texts(i).begin(), converter.texts(i).end());
  }
  storage::write_file(folder / schema_file, schema.to_yaml());
  storage::write_file(folder / quality_file, json_text(intake.quality().report(intake.files())));
  storage::write_file(folder / record_file, json_text(record_json(record)));
  storage::write_manifest(folder, "dataset");
}

}  // namespace

ShardResult shard(const ShardRequest& request) {
  Intake intake(request);
  intake.fingerprint();
  const std::string version = version_of(request, intake.sources());
  const fs::path parent = request.results / "datasets" / request.name;
  if (fs::exists(parent / version)) return {Dataset::open(parent / version), false};
  Pending pending(parent, version);
  fill(request, intake, version, pending.folder());
  const bool made = pending.publish(parent / version);
  return {Dataset::open(parent / version), made};
}

}  // namespace trainyard::dataset
