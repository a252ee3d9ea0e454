#include "host/dataset/profile_builder.hpp"

#include <algorithm>

#include "host/dataset/top_values.hpp"

namespace trainyard::dataset {

ProfileBuilder::ProfileBuilder(const std::vector<Field>& fields, std::uint64_t memory_bytes)
    : fields_(fields),
      most_kept_(std::max<std::uint64_t>(1000, memory_bytes / (sizeof(double) * std::max<std::size_t>(fields.size(), 1)))),
      columns_(fields.size()) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const ColumnType type = fields_[i].type;
    if (type == ColumnType::category || type == ColumnType::boolean) columns_[i].tally.emplace<CodeTally>();
    if (type == ColumnType::text) columns_[i].tally.emplace<TextTally>();
  }
}

void ProfileBuilder::add(const Batch& batch) {
  rows_ += batch.rows();
  for (std::size_t i = 0; i < columns_.size(); ++i) add(columns_[i], batch.columns[i]);
}

void ProfileBuilder::add(Column& column, const Values& values) {
  if (auto* numbers = std::get_if<NumberTally>(&column.tally)) {
    column.missing += numbers->add(values);
  } else if (auto* texts = std::get_if<TextTally>(&column.tally)) {
    column.missing += texts->add(std::get<std::vector<std::string>>(values));
  } else {
    auto& codes = std::get<CodeTally>(column.tally);
    const std::uint64_t before = codes.missing();
    if (const auto* booleans = std::get_if<std::vector<std::int8_t>>(&values)) {
      codes.add(*booleans);
    } else {
      codes.add(std::get<std::vector<std::int32_t>>(values));
    }
    column.missing += codes.missing() - before;
  }
}

void ProfileBuilder::merge(const ProfileBuilder& other) {
  rows_ += other.rows_;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].missing += other.columns_[i].missing;
    std::visit([&](auto& tally) { tally.merge(std::get<std::decay_t<decltype(tally)>>(other.columns_[i].tally)); }, columns_[i].tally);
  }
}

void ProfileBuilder::finish_numbers(ColumnProfile& profile, const NumberTally& tally, const ValuePass& pass) const {
  profile.numbers = tally.profile(most_kept_, pass);
  if (!tally.few()) return;
  const std::vector<CountedValue> values = tally.counted();
  std::vector<std::uint64_t> counts(values.size());
  std::transform(values.begin(), values.end(), counts.begin(), [](const CountedValue& value) { return value.count; });
  profile.top = top_values(counts, [&](std::size_t i) { return top_value_text(profile.type, values[i].value); });
}

void ProfileBuilder::finish_booleans(ColumnProfile& profile, const CodeTally& tally) {
  const std::vector<std::uint64_t> counts = tally.counts();
  std::vector<CountedValue> values;
  for (std::size_t code = 0; code < counts.size(); ++code) {
    if (counts[code] > 0) values.push_back({static_cast<double>(code), counts[code]});
  }
  profile.numbers = number_profile(values);
  profile.top = top_values(counts, [](std::size_t code) { return top_value_text(ColumnType::boolean, static_cast<double>(code)); });
}

ColumnProfile ProfileBuilder::finish_column(std::size_t field, const Texts& texts, const Again& again) const {
  const Column& column = columns_[field];
  const auto* numbers = std::get_if<NumberTally>(&column.tally);
  const auto* codes = std::get_if<CodeTally>(&column.tally);
  const auto* strings = std::get_if<TextTally>(&column.tally);
  ColumnProfile profile{fields_[field].name, fields_[field].type, fields_[field].role};
  profile.missing = column.missing;
  profile.present = rows_ - column.missing;
  profile.distinct = numbers ? numbers->distinct(profile.present) : codes ? codes->distinct() : strings->distinct(profile.present);
  profile.distinct_exact = numbers ? numbers->few() : codes || strings->few();
  if (fields_[field].personal || profile.present == 0) return profile;
  if (numbers) {
    finish_numbers(profile, *numbers, [&](const std::function<void(const Values&)>& sink) { again(field, sink); });
  } else if (profile.type == ColumnType::boolean) {
    finish_booleans(profile, *codes);
  } else if (codes) {
    profile.top = top_values(codes->counts(), [&](std::size_t code) { return texts(field)[code]; });
  } else if (strings->few()) {
    profile.top = top_values(strings->counts(), [&](std::size_t code) { return strings->texts()[code]; });
  }
  return profile;
}

Profile ProfileBuilder::finish(const Texts& texts, const Again& again) const {
  Profile profile{rows_, {}};
  for (std::size_t i = 0; i < columns_.size(); ++i) profile.columns.push_back(finish_column(i, texts, again));
  return profile;
}

}  // namespace trainyard::dataset
