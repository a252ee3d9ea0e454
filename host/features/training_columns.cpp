#include "host/features/training_columns.hpp"

#include <algorithm>

namespace trainyard::features {
namespace {

using kernels::reduce::Numbers;

/// A column that is kept.
class KeptNumbers : public Numbers {
 public:
  explicit KeptNumbers(InputColumns::Numbers column) : column_(std::move(column)) {}
  void each(const Sink& sink) const override { sink(column_->view(), 0); }

 private:
  InputColumns::Numbers column_;
};

/// A column that is read whenever it is needed.
class ReadNumbers : public Numbers {
 public:
  ReadNumbers(const TrainingColumns& columns, std::string name) : columns_(columns), name_(std::move(name)) {}
  void each(const Sink& sink) const override {
    columns_.each_block({name_}, [&](InputColumns& block, std::size_t first) { sink(block.numbers(name_)->view(), first); });
  }

 private:
  const TrainingColumns& columns_;
  std::string name_;
};

void add_table_columns(const InputColumns& layout, const std::vector<Derivation>& derive, const std::string& name,
                       std::vector<std::string>& found) {
  const auto derivation = std::ranges::find(derive, name, &Derivation::name);
  if (derivation != derive.end()) {
    for (const UsedColumn& used : derivation->expression.columns) add_table_columns(layout, derive, used.name, found);
  } else if (std::ranges::find(found, name) == found.end()) {
    layout.require(name);
    found.push_back(name);
  }
}

}  // namespace

std::vector<std::string> table_columns(const dataset::Table& layout, const std::vector<Derivation>& derive,
                                       const std::vector<std::string>& columns) {
  const Exec on_host;
  const InputColumns inputs(on_host, layout, {}, derive);
  std::vector<std::string> found;
  for (const std::string& name : columns) add_table_columns(inputs, derive, name, found);
  return found;
}

std::span<const std::uint32_t> RowCursor::next(std::size_t first_row, std::size_t block_rows) {
  const auto rest = rows_.subspan(done_);
  const auto end = std::ranges::lower_bound(rest, first_row + block_rows);
  const auto own = rest.first(static_cast<std::size_t>(end - rest.begin()));
  before_ = done_;
  done_ += own.size();
  if (first_row == 0) return own;
  here_.assign(own.begin(), own.end());
  for (std::uint32_t& row : here_) row -= static_cast<std::uint32_t>(first_row);
  return here_;
}

TrainingColumns::TrainingColumns(const Exec& exec, const RowSource& source, std::span<const std::uint32_t> rows,
                                 const std::vector<Derivation>& derive)
    : exec_(exec),
      source_(source),
      rows_(rows),
      derive_(derive),
      layout_(std::make_unique<InputColumns>(exec, source.layout(), std::span<const std::uint32_t>(), derive)) {
  if (source.in_memory()) whole_ = std::make_unique<InputColumns>(exec, source.layout(), rows, derive);
}

void TrainingColumns::each_block(const std::vector<std::string>& columns, const Visit& visit) const {
  if (whole_ != nullptr) return visit(*whole_, 0);
  RowCursor cursor(rows_);
  source_.each(table_columns(source_.layout(), derive_, columns), [&](const dataset::Table& block, std::size_t first_row) {
    const auto rows = cursor.next(first_row, block.rows());
    if (rows.empty()) return;
    InputColumns inputs(exec_, block, rows, derive_);
    visit(inputs, cursor.before());
  });
}

std::unique_ptr<Numbers> TrainingColumns::numbers(const std::string& name) const {
  if (whole_ != nullptr) return std::make_unique<KeptNumbers>(whole_->numbers(name));
  if (rows_.size() > spare_bytes() / sizeof(double)) return std::make_unique<ReadNumbers>(*this, name);
  kernels::Buffer<double> column(exec_, rows_.size());
  each_block({name}, [&](InputColumns& block, std::size_t first) { column.upload(block.numbers(name)->download(), first); });
  return std::make_unique<KeptNumbers>(std::make_shared<const kernels::Buffer<double>>(std::move(column)));
}

InputColumns::Codes TrainingColumns::codes(const std::string& name) const {
  if (whole_ != nullptr) return whole_->codes(name);
  InputColumns::Codes codes(exec_, rows_.size());
  each_block({name}, [&](InputColumns& block, std::size_t first) { codes.upload(block.categories(name)->codes, first); });
  return codes;
}

const dataset::Dictionary& TrainingColumns::dictionary(const std::string& name) const { return layout_->dictionary(name); }

bool TrainingColumns::derived(const std::string& name) const {
  return std::ranges::find(derive_, name, &Derivation::name) != derive_.end();
}

}  // namespace trainyard::features
