#include "host/dataset/pass.hpp"

#include <algorithm>
#include <unordered_set>
#include <xxhash.h>

#include "host/dataset/name_columns.hpp"
#include "host/dataset/ordered_pipeline.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

/// The file being read.
struct Pass::Open {
  std::unique_ptr<source::Reader> reader;
  std::shared_ptr<const Binding> binding;
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> digest{XXH3_createState(), &XXH3_freeState};
  std::uint64_t digested = 0;
};

namespace {

// Integers and floats may mix.
std::string_view stated_values(source::ValueType type) {
  switch (type) {
    case source::ValueType::integer:
    case source::ValueType::floating:
      return "numbers";
    case source::ValueType::boolean:
      return "booleans";
    case source::ValueType::timestamp:
      return "timestamps";
    case source::ValueType::text:
      return "text";
  }
  return {};
}

}  // namespace

std::size_t block_bytes(const ShardRequest& request) {
  if (request.block_bytes > 0) return request.block_bytes;
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(request.memory_bytes / 256, std::uint64_t{64} << 10, std::uint64_t{1} << 20));
}

std::size_t blocks_in_flight(const ShardRequest& request) { return 2 * static_cast<std::size_t>(std::max(request.threads, 1)) + 2; }

Pass::Pass(Task task, Seen seen, std::optional<RowId> done)
    : task_(std::move(task)),
      converter_(task_.schema, {.target_optional = false, .learning = task_.learning}),
      gatherer_(task_.schema, std::max<std::uint64_t>(task_.request.memory_bytes / 4, 1 << 20)),
      seen_(std::move(seen)),
      done_(done),
      next_source_(seen_.next.source),
      start_(seen_.next) {
  if (task_.learning) stated_.resize(task_.schema.fields.size());
  if (seen_.counts.empty()) seen_.counts.resize(task_.schema.fields.size());
  for (std::uint32_t i = 0; i < next_source_; ++i) {
    bytes_done_ += task_.sources[i].file.bytes;
    bind(i, *source::open_reader(task_.sources[i].path, options()));  // for its warnings
  }
}

source::ReaderOptions Pass::options() const {
  auto options = task_.request.reading;
  options.block_bytes = block_bytes(task_.request);
  return options;
}

std::shared_ptr<const Binding> Pass::bind(std::uint32_t source, const source::Reader& reader) {
  const std::string& name = task_.sources[source].file.path;
  std::vector<std::string> extra;
  auto binding = converter_.bind(source, name, reader.columns(), extra);
  const std::unordered_set<std::string_view> drop(task_.request.drop.begin(), task_.request.drop.end());
  std::erase_if(extra, [&](const std::string& column) { return drop.contains(column); });
  if (!extra.empty())
    task_.warn(name + ": " + name_columns(extra, "is not in the schema and is not read", "are not in the schema and are not read"));
  for (std::size_t i = 0; i < stated_.size() && !reader.types().empty(); ++i) {
    const std::pair stated{reader.types()[binding->positions[i]], source};
    if (!stated_[i].first) {
      stated_[i].first = stated;
    } else if (!stated_[i].other && stated_values(stated.first) != stated_values(stated_[i].first->first)) {
      stated_[i].other = stated;
    }
  }
  return binding;
}

std::string Pass::disagreement(std::size_t field) const {
  if (field >= stated_.size() || !stated_[field].other) return "";
  const auto said = [&](const auto& stated) {
    return std::string(stated_values(stated.first)) + " in " + task_.sources[stated.second].file.path;
  };
  return said(*stated_[field].first) + " and " + said(*stated_[field].other);
}

void Pass::run(RowSink& sink) {
  OrderedPipeline<Item>({.produce = [this](Item& item) { return produce(item); },
                         .convert = [this](Item& item) { converter_.convert(item); },
                         .consume = [&](Item& item) { consume(item, sink); }},
                        task_.request.threads, blocks_in_flight(task_.request))
      .run();
}

bool Pass::produce(Item& item) {
  for (;;) {
    if (!open_ && !open_next()) return false;
    if (!open_->reader->next(item.block)) {
      close_reader();
      continue;
    }
    if (open_->binding->source == start_.source) item.block.drop_before(start_.number);
    if (item.block.rows() == 0 && item.block.broken().empty()) continue;
    item.binding = open_->binding;
    item.bytes = bytes_done_ + open_->reader->bytes_read();
    return true;
  }
}

bool Pass::open_next() {
  if (next_source_ == task_.sources.size()) return false;
  open_ = std::make_shared<Open>();
  XXH3_64bits_reset(open_->digest.get());
  auto reading = options();
  reading.on_bytes = [open = open_.get()](std::string_view bytes) {
    XXH3_64bits_update(open->digest.get(), bytes.data(), bytes.size());
    open->digested += bytes.size();
  };
  open_->reader = source::open_reader(task_.sources[next_source_].path, std::move(reading));
  open_->binding = bind(next_source_, *open_->reader);
  ++next_source_;
  return true;
}

void Pass::close_reader() {
  const KnownSource& known = task_.sources[open_->binding->source];
  const bool all_digested = open_->digested == known.file.bytes && known.quick_digest != 0;
  const bool same = all_digested ? XXH3_64bits_digest(open_->digest.get()) == known.quick_digest
                                 : open_->reader->bytes() == known.file.bytes && open_->reader->modified() == known.file.modified;
  if (!same) throw Error(ExitCode::bad_data, known.file.path + ": changed while it was being read; run again once it is complete");
  bytes_done_ += open_->reader->bytes();
  open_.reset();
}

void Pass::consume(Item& item, RowSink& sink) {
  gatherer_.gather(item, done_ ? &*done_ : nullptr, good_, bad_);
  sink.add(gatherer_, good_, bad_, seen_);
  const std::uint64_t rows = item.block.rows() + item.block.broken().size();
  seen_.rows += rows;
  seen_.whole += item.block.rows();
  seen_.next = {item.binding->source, item.block.first_number() + rows};
  if (task_.learning) {
    for (std::size_t i = 0; i < seen_.counts.size(); ++i) seen_.counts[i].merge(item.columns[i].counts);
  }
  task_.progress(item.bytes);
}

}  // namespace trainyard::dataset
