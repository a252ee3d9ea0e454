#include "host/dataset/quality.hpp"

#include <algorithm>
#include <cmath>

#include "host/dataset/parallel_for.hpp"
#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

ordered_json value_json(ColumnType type, double value) {
  if (is_time(type)) return format_timestamp(std::llround(value));
  if (type == ColumnType::integer || type == ColumnType::boolean) return std::llround(value);
  return value;
}

ordered_json describe_column(const ColumnProfile& column) {
  ordered_json entry = {{"name", column.name},
                        {"type", type_name(column.type)},
                        {"role", role_name(column.role)},
                        {"missing", column.missing},
                        {"distinct", column.distinct}};
  if (!column.distinct_exact) entry["estimated"] = true;
  if (!column.numbers) return entry;
  const double mean = column.numbers->mean;
  entry["min"] = value_json(column.type, column.numbers->min);
  entry["max"] = value_json(column.type, column.numbers->max);
  entry["mean"] = is_time(column.type) ? value_json(column.type, mean) : ordered_json(mean);
  return entry;
}

}  // namespace

Quality::Quality(std::vector<Field> fields, std::uint64_t memory_bytes, std::function<Checks()> checks)
    : fields_(std::move(fields)),
      builder_(fields_, memory_bytes),
      memory_bytes_(memory_bytes),
      make_checks_(std::move(checks)),
      checks_(make_checks_()) {}

void Quality::add(const Batch& batch, const Texts& texts) {
  rows_ += batch.rows();
  builder_.add(batch);
  checks_.add(batch, texts);
}

void Quality::add(const BadRow& row) {
  ++bad_;
  if (first_bad_.size() < most_bad_rows) first_bad_.push_back(row);
}

void Quality::restore(std::uint64_t bad, std::vector<BadRow> first) {
  bad_ = bad;
  first_bad_ = std::move(first);
}

void Quality::begin_anew(std::uint64_t dropped) {
  rows_ = 0;
  dropped_ = dropped;
  builder_ = ProfileBuilder(fields_, memory_bytes_);
  checks_ = make_checks_();
}

void Quality::finish(const Texts& texts, const ProfileBuilder::Again& again, int threads, const std::vector<std::string>& files) {
  profile_.rows = rows_;
  profile_.columns.resize(fields_.size());
  parallel_for(fields_.size(), fields_.size() * rows_, threads,
               [&](std::size_t field) { profile_.columns[field] = builder_.finish_column(field, texts, again); });
  results_ = checks_.finish(profile_, files);
}

ordered_json bad_rows_json(const std::vector<BadRow>& rows, const std::vector<std::string>& files) {
  ordered_json list = ordered_json::array();
  for (const BadRow& row : rows) {
    list.push_back({{"source", files.at(row.source)},
                    {"line", row.line},
                    {"row", row.number},
                    {"column", row.column},
                    {"value", row.value},
                    {"reason", row.reason}});
  }
  return list;
}

std::vector<BadRow> bad_rows_from(const ordered_json& list, const std::vector<std::string>& files) {
  std::vector<BadRow> rows;
  for (const ordered_json& entry : list) {
    const auto file = std::find(files.begin(), files.end(), entry.at("source").get<std::string>());
    rows.push_back({.source = static_cast<std::uint32_t>(file == files.end() ? 0 : file - files.begin()),
                    .number = entry.at("row").get<std::uint64_t>(),
                    .line = entry.at("line").get<std::uint64_t>(),
                    .column = entry.at("column").get<std::string>(),
                    .value = entry.at("value").get<std::string>(),
                    .reason = entry.at("reason").get<std::string>()});
  }
  return rows;
}

ordered_json Quality::report(const std::vector<std::string>& files) const {
  ordered_json report = {{"rows", rows_}, {"bad", bad_}};
  if (dropped_ > 0) report["duplicates"] = dropped_;
  report["columns"] = ordered_json::array();
  for (const ColumnProfile& column : profile_.columns) report["columns"].push_back(describe_column(column));
  report["checks"] = checks_json(results_);
  report["bad_rows"] = bad_rows_json(first_bad_, files);
  report["warnings"] = warnings_;
  return report;
}

}  // namespace trainyard::dataset
