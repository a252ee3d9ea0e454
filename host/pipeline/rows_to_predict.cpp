#include "host/pipeline/rows_to_predict.hpp"

#include <algorithm>
#include <future>
#include <optional>

#include "host/dataset/block_reader.hpp"
#include "host/dataset/quick_digest.hpp"
#include "host/dataset/raw_reader.hpp"
#include "host/pipeline/dataset_input.hpp"
#include "host/pipeline/history_input.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t rows_per_chunk = std::size_t{1} << 16;  // of a shard, which is read as a whole
constexpr std::size_t fewest_rows = std::size_t{1} << 10, most_rows = std::size_t{1} << 17;

/// As read, as the table, and its features, of two blocks.
std::size_t block_rows(const bundle::Bundle& bundle, const RowsRequest& request) {
  const std::size_t bytes =
      64 + 48 * bundle.schema.fields.size() + 16 * bundle.transform.feature_names().size() + 128 * request.kept.size();
  return std::clamp<std::size_t>(request.memory_bytes / 8 / bytes, fewest_rows, most_rows);
}

class RawFileRows : public RowsToPredict {
 public:
  RawFileRows(const bundle::Bundle& bundle, const RowsRequest& request)
      : at_least_(block_rows(bundle, request)),
        reader_(request.input, bundle.schema,
                {request.memory_bytes, request.exec.threads, bundle.csv, request.quarantine, request.kept, request.place}) {
    about_ = {reader_.kept(), reader_.has_target(), reader_.extra(), {request.input.string()}, reader_.reader().bytes(), "bytes"};
  }

  bool next(BlockToPredict& block) override {
    dataset::RawRows rows;
    if (!reader_.next(rows, at_least_)) return false;
    block = {std::move(rows.table), std::move(rows.kept), std::move(rows.lines),
             std::move(rows.bad),   reader_.next_row(),   reader_.reader().bytes_read()};
    return true;
  }

 private:
  std::size_t at_least_;
  dataset::RawReader reader_;
};

class DatasetRows : public RowsToPredict {
 public:
  DatasetRows(const bundle::Bundle& bundle, const RowsRequest& request) : kept_(request.kept), place_(request.place), done_(request.place) {
    const DatasetInput open(request.input);
    about_ = open.about(bundle, kept_);
    std::vector<std::string> names = bundle.transform.inputs();
    for (const std::string& name : names) open.require(*bundle.schema.find(name));
    if (about_.has_target) names.push_back(bundle.target);
    names.insert(names.end(), kept_.begin(), kept_.end());
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    reader_.emplace(open.dataset.blocks(open.layout, names, std::max(block_rows(bundle, request), rows_per_chunk)));
    reader_->skip(place_);
  }

  bool next(BlockToPredict& block) override {
    auto table = reader_->next();
    if (!table) return false;
    block = {};
    for (const std::string& name : kept_) block.kept.push_back(kept_values(*table->find(name)));
    block.table = std::move(*table);
    done_ += block.table.rows();
    block.next = block.done = done_;
    return true;
  }

 private:
  std::vector<std::string> kept_;
  std::uint64_t place_, done_;
  std::optional<dataset::BlockReader> reader_;
};

/// Reads the next block beside the work on the present one.
class ReadAhead : public RowsToPredict {
 public:
  explicit ReadAhead(std::unique_ptr<RowsToPredict> rows) : rows_(std::move(rows)) {
    about_ = rows_->about();
    begin();
  }

  bool next(BlockToPredict& block) override {
    if (!ahead_.valid()) return false;
    auto read = ahead_.get();
    if (!read) return false;
    begin();
    block = std::move(*read);
    return true;
  }

 private:
  void begin() {
    ahead_ = std::async(std::launch::async, [this]() -> std::optional<BlockToPredict> {
      BlockToPredict block;
      if (!rows_->next(block)) return std::nullopt;
      return block;
    });
  }

  std::unique_ptr<RowsToPredict> rows_;
  std::future<std::optional<BlockToPredict>> ahead_;  // ends before the rows do
};

}  // namespace

std::unique_ptr<RowsToPredict> open_rows(const bundle::Bundle& bundle, const RowsRequest& request) {
  if (!bundle.history.empty()) return rows_with_history(bundle, request, block_rows(bundle, request));
  std::unique_ptr<RowsToPredict> rows;
  if (fs::is_directory(request.input)) {
    rows = std::make_unique<DatasetRows>(bundle, request);
  } else {
    rows = std::make_unique<RawFileRows>(bundle, request);
  }
  if (request.exec.threads > 1) rows = std::make_unique<ReadAhead>(std::move(rows));
  return rows;
}

nlohmann::ordered_json identity_of_input(const fs::path& input) {
  if (fs::is_directory(input)) {
    return {{"dataset", open_dataset_input(input).version()}, {"digest", storage::sha256_file(input / storage::manifest_name)}};
  }
  return {{"xxh3", dataset::quick_digest(input)}};
}

}  // namespace trainyard::pipeline
