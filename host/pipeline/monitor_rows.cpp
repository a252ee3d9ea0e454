#include "host/pipeline/monitor_rows.hpp"

#include <cmath>
#include <limits>
#include <unordered_map>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/printable.hpp"
#include "host/dataset/raw_reader.hpp"
#include "host/error/error.hpp"
#include "host/pipeline/goal.hpp"
#include "host/pipeline/predict_block.hpp"
#include "host/pipeline/stop.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;
using dataset::Column;

constexpr std::size_t label_rows = std::size_t{1} << 16;  // of a block

/// Blocks of one column, which have dictionaries of their own, as a whole.
class WholeColumn {
 public:
  explicit WholeColumn(const Column& first) {
    column_.name = first.name;
    column_.type = first.type;
    column_.personal = first.personal;
  }

  void add(const Column& block, const std::vector<std::uint32_t>& rows) {
    if (!block.is_category()) {
      for (const std::uint32_t row : rows) column_.numbers.push_back(block.numbers[row]);
      return;
    }
    std::vector<std::int32_t> code(block.dictionary->size(), -1);
    for (const std::uint32_t row : rows) {
      const std::int32_t own = block.codes[row];
      if (own >= 0 && code[static_cast<std::size_t>(own)] < 0) {
        const std::string& word = (*block.dictionary)[static_cast<std::size_t>(own)];
        const auto [at, is_new] = code_of_.try_emplace(word, static_cast<std::int32_t>(words_.size()));
        if (is_new) words_.push_back(word);
        code[static_cast<std::size_t>(own)] = at->second;
      }
      column_.codes.push_back(own < 0 ? -1 : code[static_cast<std::size_t>(own)]);
    }
  }

  Column finish() && {
    if (column_.is_category()) column_.dictionary = std::make_shared<const dataset::Dictionary>(std::move(words_));
    return std::move(column_);
  }

 private:
  Column column_;
  dataset::Dictionary words_;
  std::unordered_map<std::string, std::int32_t> code_of_;
};

struct KeyText {
  std::size_t row;
  std::string operator()(const std::vector<std::string>& values) const { return values[row]; }
  std::string operator()(const std::vector<double>& values) const { return dataset::csv_number(values[row]); }
  std::string operator()(const std::vector<std::int32_t>& values) const { return std::to_string(values[row]); }
  std::string operator()(const std::vector<std::int64_t>& values) const {
    return dataset::is_missing(values[row]) ? "" : std::to_string(values[row]);
  }
  std::string operator()(const std::vector<std::int8_t>& values) const {
    return dataset::is_missing(values[row]) ? "" : values[row] != 0 ? "true" : "false";
  }
};

/// NaN where there is none.
std::vector<double> known_targets(const bundle::Bundle& bundle, const Column& column, const std::string& file) {
  if (!bundle.kind.classifies()) return column.numbers;
  std::vector<double> values = class_numbers(column, bundle.labels);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] >= 0) continue;
    const std::string label = label_text(column, row);
    if (!label.empty()) {
      throw Error(ExitCode::bad_data, file + ": column '" + bundle.target + "' holds '" + dataset::printable(label) +
                                          "', which is no class of the model" + suggest(label, bundle.labels) +
                                          "; mend the label, or train a model that knows it");
    }
    values[row] = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

class Gathering {
 public:
  Gathering(const bundle::Bundle& bundle, const MonitoredRequest& request) : bundle_(bundle), request_(request) {
    all_.observed.predictions.width = bundle.kind.width();
  }

  void read(const fs::path& file, std::uint32_t source) {
    std::vector<std::string> kept;
    if (!request_.key.empty()) kept.push_back(request_.key);
    const auto rows = open_rows(bundle_, {file, request_.memory_bytes, request_.exec, true, kept, 0});
    const BlockPredictor predictor{bundle_, request_.exec, true, false};
    all_.has_target = all_.has_target || rows->about().has_target;
    BlockToPredict block;
    while (rows->next(block)) {
      check_stop();
      const PredictedBlock predicted = predictor.predict(block);
      add(block, predicted, source);
      if (rows->about().has_target) {
        const auto values = known_targets(bundle_, *block.table.find(bundle_.target), file.string());
        for (const std::uint32_t row : predicted.rows) all_.actual.push_back(values[row]);
      } else {
        all_.actual.resize(all_.actual.size() + predicted.rows.size(), std::numeric_limits<double>::quiet_NaN());
      }
    }
  }

  MonitoredRows finish() && {
    for (WholeColumn& column : columns_) all_.observed.table.columns.push_back(std::move(column).finish());
    if (columns_.empty()) add_empty_columns();
    return std::move(all_);
  }

 private:
  void add(const BlockToPredict& block, const PredictedBlock& predicted, std::uint32_t source) {
    const std::vector<std::string> inputs = bundle_.transform.inputs();
    if (columns_.empty()) {
      for (const std::string& name : inputs) columns_.emplace_back(*block.table.find(name));
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) columns_[i].add(*block.table.find(inputs[i]), predicted.rows);
    for (const std::uint32_t row : predicted.rows) {
      all_.observed.table.ids.push_back({source, block.table.ids[row].number});
      if (!block.kept.empty()) all_.keys.push_back(std::visit(KeyText{row}, block.kept.front()));
    }
    auto& predictions = all_.observed.predictions;
    predictions.rows += predicted.predictions.rows;
    predictions.values.insert(predictions.values.end(), predicted.predictions.values.begin(), predicted.predictions.values.end());
    for (const dataset::BadRow& row : predicted.bad) count_bad(row);
  }

  void count_bad(const dataset::BadRow& row) {
    ++all_.observed.bad_rows;
    monitor::BadRows& bad = all_.observed.bad[row.column];
    if (bad.rows++ == 0) bad.first = row.reason;
  }

  /// Of a file without rows.
  void add_empty_columns() {
    dataset::Schema schema = bundle_.schema;
    bundle_.history.extend(schema);
    for (const std::string& name : bundle_.transform.inputs()) {
      const dataset::Field& field = *schema.find(name);
      Column& column = all_.observed.table.columns.emplace_back();
      column.name = name;
      column.type = field.type;
      column.personal = field.personal;
      if (column.is_category()) column.dictionary = std::make_shared<const dataset::Dictionary>();
    }
  }

  const bundle::Bundle& bundle_;
  const MonitoredRequest& request_;
  std::vector<WholeColumn> columns_;
  MonitoredRows all_;
};

}  // namespace

MonitoredRows read_monitored_rows(const bundle::Bundle& bundle, const MonitoredRequest& request) {
  Gathering gathering(bundle, request);
  for (std::size_t i = 0; i < request.inputs.size(); ++i) gathering.read(request.inputs[i], static_cast<std::uint32_t>(i));
  return std::move(gathering).finish();
}

monitor::Labels read_labels(const bundle::Bundle& bundle, const fs::path& file, const std::string& key, const MonitoredRequest& request) {
  dataset::Schema schema;
  schema.missing = bundle.schema.missing;
  schema.fields = {*bundle.schema.find(bundle.target)};
  dataset::RawReader reader(file, schema, {request.memory_bytes, request.exec.threads, bundle.csv, false, {key}, 0});
  if (!reader.has_target()) {
    throw Error(ExitCode::bad_data, file.string() + ": there is no column '" + bundle.target + "', the model's target" +
                                        suggest(bundle.target, reader.extra()));
  }
  monitor::Labels labels;
  dataset::RawRows rows;
  while (reader.next(rows, label_rows)) {
    check_stop();
    const auto values = known_targets(bundle, *rows.table.find(bundle.target), file.string());
    labels.values.insert(labels.values.end(), values.begin(), values.end());
    for (std::size_t row = 0; row < rows.table.rows(); ++row) labels.keys.push_back(std::visit(KeyText{row}, rows.kept.front()));
  }
  return labels;
}

}  // namespace trainyard::pipeline
