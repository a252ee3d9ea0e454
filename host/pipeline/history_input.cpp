#include "host/pipeline/history_input.hpp"

#include <algorithm>
#include <limits>

#include "host/dataset/raw_reader.hpp"
#include "host/pipeline/dataset_input.hpp"
#include "host/pipeline/history_stage.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::Column;

void append_rows(const Column& from, std::size_t first, std::size_t count, Column& to) {
  const auto cut = [&](const auto& values) {
    using Vector = std::decay_t<decltype(values)>;
    if (values.empty()) return Vector();
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
    return Vector(begin, begin + static_cast<std::ptrdiff_t>(count));
  };
  to = {from.name, from.type, cut(from.numbers), cut(from.codes), from.dictionary, cut(from.texts), from.personal};
}

class RowsWithHistory : public RowsToPredict {
 public:
  RowsWithHistory(const bundle::Bundle& bundle, const RowsRequest& request, std::size_t block_rows)
      : at_most_(block_rows), next_(static_cast<std::size_t>(request.place)) {
    const dataset::Schema schema = bundle.history.required(bundle.schema);
    if (std::filesystem::is_directory(request.input)) {
      read_dataset(bundle, schema, request);
    } else {
      read_file(bundle, schema, request);
    }
    if (next_ > 0) {
      const std::uint64_t before = all_.table.ids[next_ - 1].number;
      std::erase_if(all_.bad, [&](const dataset::BadRow& row) { return row.number <= before; });
    }
    const auto joined = bundle.history.read_joined(joined_reading(request.memory_bytes, request.exec.threads, bundle.csv));
    bundle.history.apply(all_.table, joined);
    about_.total = all_.table.rows();
    about_.unit = "rows";
  }

  bool next(BlockToPredict& block) override {
    const std::size_t rows = all_.table.rows(), count = std::min(at_most_, rows - next_);
    if (count == 0 && all_.bad.empty()) return false;
    block = {};
    for (const Column& column : all_.table.columns) append_rows(column, next_, count, block.table.columns.emplace_back());
    const auto cut = [&](const auto& values, auto& to) {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(next_);
      to.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    };
    cut(all_.table.ids, block.table.ids);
    if (!all_.lines.empty()) cut(all_.lines, block.lines);
    for (const dataset::Values& kept : all_.kept) {
      block.kept.push_back(kept);
      std::visit([&](auto& values) { cut(std::get<std::decay_t<decltype(values)>>(kept), values); }, block.kept.back());
    }
    next_ += count;
    take_bad(block.bad);
    block.next = block.done = next_;
    return true;
  }

 private:
  void read_file(const bundle::Bundle& bundle, const dataset::Schema& schema, const RowsRequest& request) {
    dataset::RawReader reader(request.input, schema,
                              {request.memory_bytes, request.exec.threads, bundle.csv, request.quarantine, request.kept, 0});
    reader.next(all_, std::numeric_limits<std::size_t>::max());
    about_ = {reader.kept(), all_.table.find(bundle.target) != nullptr, reader.extra(), {request.input.string()}, 0, ""};
  }

  void read_dataset(const bundle::Bundle& bundle, const dataset::Schema& schema, const RowsRequest& request) {
    const DatasetInput open(request.input);
    about_ = open.about(bundle, request.kept);
    for (const dataset::Field& field : schema.fields) {
      if (field.role == dataset::Role::feature) open.require(field);
    }
    all_.table = open.dataset.read();
    for (const std::string& name : request.kept) all_.kept.push_back(kept_values(*all_.table.find(name)));
  }

  // Those before the row that comes next.
  void take_bad(std::vector<dataset::BadRow>& bad) {
    const bool last = next_ == all_.table.rows();
    const auto end = last ? all_.bad.end() : std::ranges::lower_bound(all_.bad, all_.table.ids[next_].number, {}, &dataset::BadRow::number);
    bad.assign(all_.bad.begin(), end);
    all_.bad.erase(all_.bad.begin(), end);
  }

  std::size_t at_most_, next_;
  dataset::RawRows all_;
};

}  // namespace

std::unique_ptr<RowsToPredict> rows_with_history(const bundle::Bundle& bundle, const RowsRequest& request, std::size_t block_rows) {
  return std::make_unique<RowsWithHistory>(bundle, request, block_rows);
}

}  // namespace trainyard::pipeline
