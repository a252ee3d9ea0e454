#include "host/dataset/raw_reader.hpp"

#include <algorithm>

#include "host/dataset/dataset.hpp"
#include "host/dataset/gatherer.hpp"
#include "host/dataset/parallel_for.hpp"
#include "host/dataset/pass.hpp"
#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t most_raw_bytes = 4096;

Schema of_features_and_target(Schema schema) {
  for (Field& field : schema.fields) {
    if (field.role != Role::feature && field.role != Role::target) field.role = Role::ignore;
  }
  return schema;
}

source::ReaderOptions reading(const RawReader::Settings& settings) {
  ShardRequest bounds;
  bounds.memory_bytes = settings.memory_bytes;
  source::ReaderOptions options;
  options.block_bytes = block_bytes(bounds);
  options.csv = settings.csv;
  return options;
}

/// Where a block has the rows with these ids, both ascending.
std::vector<std::size_t> places_of(const source::Block& block, const std::vector<RowId>& ids) {
  std::vector<std::size_t> places;
  places.reserve(ids.size());
  std::size_t row = 0;
  for (const RowId& id : ids) {
    while (block.number(row) != id.number) ++row;
    places.push_back(row++);
  }
  return places;
}

/// Removes the rows that are marked.
void erase(Batch& batch, const std::vector<bool>& marked) {
  const auto erase_from = [&](auto& values) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (marked[i]) continue;
      if (kept != i) values[kept] = std::move(values[i]);
      ++kept;
    }
    values.resize(kept);
  };
  for (Values& column : batch.columns) std::visit(erase_from, column);
  erase_from(batch.ids);
}

}  // namespace

RawReader::RawReader(const std::filesystem::path& file, const Schema& schema, Settings settings)
    : file_(file.string()),
      schema_(of_features_and_target(schema)),
      settings_(std::move(settings)),
      reader_(source::open_reader(file, reading(settings_))),
      converter_(schema_, {.target_optional = true, .learning = false}),
      kept_(file_, *reader_, settings_.kept),
      fields_(stored_fields(schema_)),
      blocks_(static_cast<std::size_t>(std::max(settings_.threads, 1))),
      next_row_(settings_.first_row) {
  const auto binding = converter_.bind(0, file_, reader_->columns(), extra_);
  for (ConvertedBlock& block : blocks_) block.binding = binding;
  const auto& kept = settings_.kept;
  std::erase_if(extra_, [&](const std::string& name) { return std::ranges::find(kept, name) != kept.end(); });
  const auto target = std::ranges::find(fields_, Role::target, &Field::role);
  has_target_ = target != fields_.end() && std::ranges::find(reader_->columns(), target->name) != reader_->columns().end();
}

bool RawReader::next(RawRows& rows, std::size_t at_least) {
  begin(rows);
  Gatherer gatherer(schema_, std::max<std::uint64_t>(settings_.memory_bytes / 4, 1 << 20));
  bool any = false;
  while (rows.table.rows() < at_least) {
    const std::size_t count = read_blocks();
    if (count == 0) break;
    any = true;
    const auto bytes = count * reading(settings_).block_bytes;
    parallel_for(count, bytes, settings_.threads, [this](std::size_t i) { converter_.convert(blocks_[i]); });
    for (std::size_t i = 0; i < count; ++i) add(blocks_[i], gatherer, rows);
  }
  for (std::size_t i = fields_.size(); i-- > 0;) {
    auto& columns = rows.table.columns;
    const auto& texts = gatherer.texts(i);
    if (columns[i].is_category()) columns[i].dictionary = std::make_shared<Dictionary>(texts.begin(), texts.end());
    if (fields_[i].role == Role::target && !has_target_) columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return any;
}

void RawReader::begin(RawRows& rows) const {
  rows = {};
  for (const Field& field : fields_) rows.table.columns.push_back({field.name, field.type, {}, {}, nullptr, {}, field.personal});
  for (const Field& field : kept()) rows.kept.push_back(empty_values(field.type));
}

// As many as can be converted at once. Returns how many it read.
std::size_t RawReader::read_blocks() {
  std::size_t count = 0;
  while (count < blocks_.size() && reader_->next(blocks_[count].block)) {
    source::Block& block = blocks_[count].block;
    block.drop_before(settings_.first_row);
    if (block.rows() == 0 && block.broken().empty()) continue;
    next_row_ = block.first_number() + block.rows() + block.broken().size();
    ++count;
  }
  return count;
}

void RawReader::add(ConvertedBlock& converted, Gatherer& gatherer, RawRows& rows) {
  const source::Block& block = converted.block;
  gatherer.gather(converted, nullptr, good_, bad_);
  std::vector<std::size_t> places = places_of(block, good_.ids);
  if (!kept().empty()) set_aside(block, places);
  if (!bad_.empty() && !settings_.quarantine) throw Error(ExitCode::bad_data, describe(bad_.front(), file_));
  for (std::size_t i = 0; i < fields_.size(); ++i) append_to(rows.table.columns[i], good_.columns[i]);
  rows.table.ids.insert(rows.table.ids.end(), good_.ids.begin(), good_.ids.end());
  kept_.append(block, places, rows.kept);
  for (const std::size_t row : places) rows.lines.push_back(block.line(row));
  std::ranges::move(bad_, std::back_inserter(rows.bad));
}

// Good rows with a kept value that cannot be handed on.
void RawReader::set_aside(const source::Block& block, std::vector<std::size_t>& places) {
  std::vector<bool> unfit(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto problem = kept_.problem(block, places[i]);
    if (!problem) continue;
    unfit[i] = true;
    bad_.push_back(unfit_row(block, places[i], *problem));
  }
  if (std::ranges::find(unfit, true) == unfit.end()) return;
  erase(good_, unfit);
  std::size_t at = 0;
  std::erase_if(places, [&](std::size_t) { return unfit[at++]; });
  std::ranges::sort(bad_, {}, &BadRow::number);
}

BadRow RawReader::unfit_row(const source::Block& block, std::size_t row, const KeptColumns::Unfit& unfit) const {
  const std::string& name = kept()[unfit.column].name;
  const Field* const field = schema_.find(name);
  const bool personal = std::ranges::any_of(schema_.fields, &Field::personal);
  const std::string value =
      field != nullptr && field->personal ? personal_value : printable(cell_text(block, row, kept_.position(unfit.column)));
  return {0,
          block.number(row),
          block.line(row),
          name,
          value,
          unfit.reason,
          personal ? personal_value : printable(block.raw(row), most_raw_bytes)};
}

}  // namespace trainyard::dataset
