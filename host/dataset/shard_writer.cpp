#include "host/dataset/shard_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <system_error>

#include "host/dataset/shard_file.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::dataset {

namespace {

// One allocation per column: what is not used is never touched, and growing by doubling would copy everything once more.
Batch batch_for(const std::vector<Field>& fields, std::uint64_t rows) {
  Batch batch = empty_batch(fields);
  for (Values& values : batch.columns) std::visit([&](auto& typed) { typed.reserve(rows); }, values);
  batch.ids.reserve(rows);
  return batch;
}

void clear(Batch& batch) {
  for (Values& values : batch.columns) std::visit([](auto& typed) { typed.clear(); }, values);
  batch.ids.clear();
}

}  // namespace

ShardWriter::ShardWriter(std::filesystem::path folder, std::string version, std::vector<Field> fields, const Options& options)
    : folder_(std::move(folder)),
      version_(std::move(version)),
      fields_(std::move(fields)),
      options_(options),
      buffer_(batch_for(fields_, options.shard_rows)),
      greatest_code_(fields_.size(), missing_code),
      full_(batch_for(fields_, options.shard_rows)),
      dictionaries_(fields_.size()) {}

void ShardWriter::add(const Batch& batch, const TextOf& text_of, const std::function<Written(const RowId& last)>& full) {
  for (std::size_t first = 0; first < batch.rows();) {
    const auto room = static_cast<std::size_t>(options_.shard_rows - buffer_.rows());
    const std::size_t count = std::min(room, batch.rows() - first);
    append_rows(buffer_, batch, first, count);
    first += count;
    if (buffer_.rows() == options_.shard_rows) hand_over(text_of, full(batch.ids[first - 1]));
  }
}

void ShardWriter::finish(const TextOf& text_of) {
  if (buffer_.rows() > 0) hand_over(text_of, {});
  if (writing_.valid()) writing_.get();
}

void ShardWriter::restore(const std::vector<ShardRecord>& shards, const RestoredRows& sink) {
  if (shards.empty()) return;
  dictionaries_ = read_dictionaries(folder_ / shards.back().file, fields_);
  for (const ShardRecord& shard : shards) {
    const ShardIdentity identity{shard.version, shards_.size(), rows_written_, shard.rows};
    sink(read_shard(folder_ / shard.file, identity, fields_, dictionaries_), dictionaries_);
    shards_.push_back(shard);
    rows_written_ += shard.rows;
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) greatest_code_[i] = static_cast<std::int32_t>(dictionaries_[i].size()) - 1;
}

// The shard before is complete first, so that at most one is being written, and they become known in order.
void ShardWriter::hand_over(const TextOf& text_of, const Written& written) {
  if (writing_.valid()) writing_.get();
  extend_dictionaries(text_of);
  std::swap(buffer_, full_);
  const auto task = [this, written] {
    write();
    if (written) written(shards_);
  };
  if (options_.threads > 1) {
    try {
      writing_ = std::async(std::launch::async, task);
      return;
    } catch (const std::system_error&) {
      // Without another thread it is slower, no more.
    }
  }
  task();
}

void ShardWriter::extend_dictionaries(const TextOf& text_of) {
  // The gatherer may be ahead of this shard; codes come in order of appearance, so the greatest one tells how far the shard has got.
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto* codes = std::get_if<std::vector<std::int32_t>>(&buffer_.columns[i]);
    if (codes == nullptr) continue;
    greatest_code_[i] = std::max(greatest_code_[i], *std::max_element(codes->begin(), codes->end()));
    const auto known = static_cast<std::size_t>(std::int64_t{greatest_code_[i]} + 1);
    for (std::size_t code = dictionaries_[i].size(); code < known; ++code) dictionaries_[i].push_back(text_of(i, code));
  }
}

void ShardWriter::write() {
  std::array<char, 40> name{};
  std::snprintf(name.data(), name.size(), "shards/part-%05zu.h5", shards_.size());
  const ShardIdentity identity{version_, shards_.size(), rows_written_, full_.rows()};
  storage::make_folder(folder_ / "shards");
  storage::AtomicFile file(folder_ / name.data());
  // The digest of the bytes that are there, taken while they are read back.
  const auto policy = options_.threads > 1 ? std::launch::async : std::launch::deferred;
  std::future<std::string> digest;
  write_shard(file.path(), identity, fields_, full_, dictionaries_, options_.packing,
              [&] { digest = std::async(policy, [&file] { return storage::sha256_file(file.path()); }); });
  const std::uint64_t bytes = std::filesystem::file_size(file.path());
  const std::string sha256 = digest.get();
  file.publish();
  shards_.push_back({name.data(), version_, identity.rows, bytes, sha256});
  rows_written_ += identity.rows;
  clear(full_);
}

}  // namespace trainyard::dataset
