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

/// Writes shards and quarantine into the folder of a dataset in the making.
class DatasetWriter : public RowSink {
 public:
  DatasetWriter(const ShardRequest& request, const std::string& version, const fs::path& folder, const std::vector<std::string>& files,
                const Schema& schema)
      : fields_(stored_fields(schema)),
        shards_(folder, version, fields_, rows_per_shard(request, fields_)),
        quarantine_(folder / quarantine_file, files) {}

  void add(const Gatherer& gatherer, const Batch& good, const std::vector<BadRow>& bad, const Seen&) override {
    for (const BadRow& row : bad) quarantine_.add(row);
    shards_.add(good, [&](std::size_t field, std::size_t code) -> const std::string& { return gatherer.texts(field)[code]; });
  }
  void finish(const std::vector<std::vector<std::string>>& dictionaries) {
    shards_.finish([&](std::size_t field, std::size_t code) -> const std::string& { return dictionaries[field][code]; });
    quarantine_.publish();
  }
  [[nodiscard]] const std::vector<ShardRecord>& shards() const noexcept { return shards_.shards(); }

 private:
  std::vector<Field> fields_;
  ShardWriter shards_;
  QuarantineFile quarantine_;
};

void fill(const ShardRequest& request, Intake& intake, const std::string& version, const fs::path& folder) {
  const auto make = [&](const Schema& schema, bool) {
    return std::make_unique<DatasetWriter>(request, version, folder, intake.files(), schema);
  };
  auto read = intake.read(make, !request.quarantine);
  auto& writer = dynamic_cast<DatasetWriter&>(*read.sink);
  intake.check_bad_rows();
  writer.finish(read.dictionaries);
  Record record{.version = version,
                .rows = intake.quality().rows(),
                .quarantined = intake.quality().bad_rows(),
                .sources = intake.sources(),
                .shards = writer.shards(),
                .fields = stored_fields(read.schema),
                .dictionaries = std::move(read.dictionaries)};
  storage::write_file(folder / schema_file, read.schema.to_yaml());
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
