#include "host/dataset/shard_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "host/dataset/shard_file.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::dataset {

ShardWriter::ShardWriter(std::filesystem::path folder, std::string version, std::vector<Field> fields, std::uint64_t shard_rows,
                         Packing packing)
    : folder_(std::move(folder)),
      version_(std::move(version)),
      fields_(std::move(fields)),
      shard_rows_(shard_rows),
      packing_(packing),
      buffer_(empty_batch(fields_)),
      greatest_code_(fields_.size(), missing_code),
      dictionaries_(fields_.size()) {
  // One allocation per column: what is not used is never touched, and growing by doubling would copy everything once more.
  for (Values& values : buffer_.columns) std::visit([&](auto& typed) { typed.reserve(shard_rows_); }, values);
  buffer_.ids.reserve(shard_rows_);
}

void ShardWriter::add(const Batch& batch, const TextOf& text_of, const std::function<void(const RowId& last)>& written) {
  for (std::size_t first = 0; first < batch.rows();) {
    const auto room = static_cast<std::size_t>(shard_rows_ - buffer_.rows());
    const std::size_t count = std::min(room, batch.rows() - first);
    append_rows(buffer_, batch, first, count);
    first += count;
    if (buffer_.rows() < shard_rows_) continue;
    write(text_of);
    written(batch.ids[first - 1]);
  }
}

void ShardWriter::finish(const TextOf& text_of) {
  if (buffer_.rows() > 0) write(text_of);
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

void ShardWriter::write(const TextOf& text_of) {
  // The gatherer may be ahead of this shard; codes come in order of appearance, so the greatest one tells how far the shard has got.
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto* codes = std::get_if<std::vector<std::int32_t>>(&buffer_.columns[i]);
    if (codes == nullptr) continue;
    greatest_code_[i] = std::max(greatest_code_[i], *std::max_element(codes->begin(), codes->end()));
    const auto known = static_cast<std::size_t>(std::int64_t{greatest_code_[i]} + 1);
    for (std::size_t code = dictionaries_[i].size(); code < known; ++code) dictionaries_[i].push_back(text_of(i, code));
  }
  std::array<char, 40> name{};
  std::snprintf(name.data(), name.size(), "shards/part-%05zu.h5", shards_.size());
  const ShardIdentity identity{version_, shards_.size(), rows_written_, buffer_.rows()};
  storage::make_folder(folder_ / "shards");
  storage::AtomicFile file(folder_ / name.data());
  write_shard(file.path(), identity, fields_, buffer_, dictionaries_, packing_);
  const std::uint64_t bytes = std::filesystem::file_size(file.path());
  file.publish();
  shards_.push_back({name.data(), version_, identity.rows, bytes});
  rows_written_ += identity.rows;
  for (Values& values : buffer_.columns) std::visit([](auto& typed) { typed.clear(); }, values);
  buffer_.ids.clear();
}

}  // namespace trainyard::dataset
