#include <algorithm>
#include <numeric>
#include <optional>

#include "host/bundle/bundle.hpp"
#include "host/dataset/printable.hpp"
#include "host/dataset/quick_digest.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/bundle_place.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"
#include "host/pipeline/predict_block.hpp"
#include "host/pipeline/prediction_parts.hpp"
#include "host/pipeline/predictions.hpp"
#include "host/pipeline/rows_to_predict.hpp"
#include "host/pipeline/stop.hpp"
#include "host/source/standard_input.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/overwrite.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

std::string version_name(const PredictRequest& request, const ordered_json& version) {
  if (!request.model_version) return "";
  if (version.is_null()) {
    throw Error(ExitCode::usage, "--model-version: '" + request.model +
                                     "' is no version of the registry; name the model as NAME@STAGE or " +
                                     "NAME@VERSION, or do without the column");
  }
  return version.at("name").get<std::string>() + "@" + std::to_string(version.at("version").get<std::uint64_t>());
}

/// All that decides the bytes of the output, under names that messages show. `input`: what they call the input.
ordered_json made_of(const PredictRequest& request, const std::filesystem::path& folder, const bundle::Bundle& bundle,
                     const std::string& version, const std::string& input) {
  ordered_json joined = ordered_json::array();
  for (const auto& join : bundle.history.to_json().at("join"))
    joined.push_back(dataset::quick_digest(join.at("source").get<std::string>()));
  ordered_json keep = ordered_json::array();
  for (const std::string& name : request.keep) keep.push_back(dataset::printable(name, 4096));
  return {{"version of trainyard", TRAINYARD_VERSION},
          {"model", storage::sha256_file(folder / "model" / "bundle.json")},
          {"joined tables", joined},
          {"input", dataset::printable(input, 4096)},
          {"content of the input", identity_of_input(request.input)},
          {"list of kept columns", keep},
          {"choice of contributions", request.contributions},
          {"model version", version},
          {"choice of a quarantine", !request.quarantine.empty()}};
}

/// What is written must not replace what is read, nor the predictions the bad rows.
void check_outputs(const PredictRequest& request, const features::History& history) {
  std::vector<storage::NeededFile> needed = {{"--input", request.input}};
  const auto columns = history.to_json();
  for (const auto& join : columns.at("join")) needed.push_back({"a joined table", join.at("source").get<std::string>()});
  storage::check_replaceable("--output", request.output, needed);
  needed.push_back({"--output", request.output});
  storage::check_replaceable("--quarantine", request.quarantine, needed);
}

void check_joining() {
  if (stop_requested()) throw Error(ExitCode::interrupted, "interrupted; all rows are done and kept, and are yet to be put into one file");
}

/// Everything that a prediction is made with.
class Prediction {
 public:
  Prediction(const PredictRequest& request, bool piped)
      : request_(request),
        piped_(piped),
        exec_(choose_device(request.device, thread_count(request.threads)).exec),
        place_(bundle_place(request.model, request.results)),
        version_(version_name(request, place_.version)),
        bundle_(bundle::load(place_.folder, exec_)) {}

  ordered_json run() {
    check_outputs(request_, bundle_.history);
    const auto sink = open_sink();
    try {
      predict_all(*sink);
      const PredictionTally tally = sink->publish();
      return summary(tally);
    } catch (const Error& error) {
      if (error.code() == ExitCode::bad_data || error.code() == ExitCode::no_input || error.code() == ExitCode::usage) sink->discard();
      throw;
    }
  }

 private:
  std::unique_ptr<PredictionSink> open_sink() {
    if (request_.output.empty()) {
      const auto collect = [this](std::string_view text) { printed_ += text; };
      return print_predictions(request_.print ? request_.print : collect, request_.quarantine);
    }
    PredictionParts::Request request{request_.output, request_.quarantine, {}, request_.part_rows, check_joining};
    request.made_of = made_of(request_, place_.folder, bundle_, version_, piped_ ? source::StandardInput::name : request_.input.string());
    return std::make_unique<PredictionParts>(std::move(request));
  }

  void predict_all(PredictionSink& sink) {
    const auto rows =
        open_rows(bundle_, {request_.input, request_.memory_bytes, exec_, !request_.quarantine.empty(), request_.keep, sink.place()});
    const RowsToPredict::About& about = rows->about();
    for (const auto& column : about.extra) warnings_.push_back("column '" + column + "' is not a feature of the model and was ignored");
    PredictionTable table(bundle_, about.has_target,
                          {.several_sources = about.sources.size() > 1,
                           .kept = about.kept,
                           .contributions = request_.contributions,
                           .model_version = version_});
    sink.begin(table.fields(), piped_ ? std::vector<std::string>{source::StandardInput::name} : about.sources);
    if (sink.complete()) return;
    const BlockPredictor predictor{bundle_, exec_, !request_.quarantine.empty(), request_.contributions};
    log::Progress progress("predicting", about.total, about.unit);
    BlockToPredict block;
    while (rows->next(block)) {
      const PredictedBlock predicted = predictor.predict(block);
      sink.write(table.columns(
          {block.table, predicted.rows, predicted.predictions, block.kept, predicted.contributions ? &*predicted.contributions : nullptr}));
      for (const dataset::BadRow& row : predicted.bad) sink.set_aside(row);
      sink.end_block({predicted.rows.size(), predicted.bad.size(), predicted.counts.unseen}, block.next);
      progress.update(block.done);
      if (!stop_requested()) continue;
      throw Error(ExitCode::interrupted, "interrupted; " + sink.save());
    }
  }

  ordered_json summary(const PredictionTally& tally) {
    ordered_json unseen = ordered_json::object();
    for (const auto& [column, count] : tally.unseen) {
      if (count == 0) continue;
      unseen[column] = count;
      warnings_.push_back(std::to_string(count) + " values of '" + column + "' were not seen in training");
    }
    if (tally.bad_rows > 0) {
      warnings_.push_back(std::to_string(tally.bad_rows) + (tally.bad_rows == 1 ? " bad row is" : " bad rows are") +
                          " in quarantine: " + request_.quarantine.string());
    }
    for (const auto& warning : warnings_) log::warning(warning);
    ordered_json summary = {{"status", "finished"},
                            {"rows", tally.rows},
                            {"bad_rows", tally.bad_rows},
                            {"output", nullptr},
                            {"model", place_.folder.string()},
                            {"unseen", unseen},
                            {"warnings", warnings_}};
    if (!request_.quarantine.empty()) summary["quarantine"] = request_.quarantine.string();
    if (bundle_.interval) {
      summary["prediction_intervals"] = {{"method", bundle_.interval->method}, {"nominal_coverage", bundle_.interval->coverage}};
    }
    if (!place_.version.is_null()) summary["model_version"] = place_.version;
    if (!request_.output.empty()) {
      summary["output"] = request_.output.string();
    } else if (!request_.print) {
      summary["csv"] = std::move(printed_);
    }
    return summary;
  }

  const PredictRequest& request_;
  bool piped_;  ///< the input is a copy of standard input
  Exec exec_;
  BundlePlace place_;
  std::string version_;
  bundle::Bundle bundle_;
  std::vector<std::string> warnings_;
  std::string printed_;
};

}  // namespace

Outcome predict(const PredictRequest& request) {
  log::set_stage("predict");
  if (!request.output.empty()) storage::check_creatable(request.output);
  if (!request.quarantine.empty()) storage::check_creatable(request.quarantine);
  if (request.input != "-") return {Prediction(request, false).run()};
  const source::StandardInput piped([](std::uint64_t) { check_stop(); });
  PredictRequest of_copy = request;
  of_copy.input = piped.path();
  try {
    return {Prediction(of_copy, true).run()};
  } catch (const Error& error) {
    throw Error(error.code(), piped.named(error.what()));
  }
}

}  // namespace trainyard::pipeline
