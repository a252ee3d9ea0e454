// The chain: dataset → features → search → train → evaluate, each stage made or found unchanged, all recorded in one run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/config.hpp"
#include "host/registry/registry.hpp"
#include "host/results/results.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::pipeline {

/// Asks every stage to stop at the next safe point (SIGINT, SIGTERM, SIGUSR1); the verb then ends with Error(interrupted).
/// Safe to call from a signal handler.
void request_stop() noexcept;

/// What a verb gives back: `summary` is the one JSON document of --json. For run, train, sweep, evaluate it holds
/// `status` ("finished" | "skipped"), `run` (the path), `metrics` {train, cv, test, baseline: {name: value}},
/// `best` {params, value, trial} where there was a search, `model` (the path predict takes), `dataset` {path, version, rows, made}.
struct Outcome {
  nlohmann::ordered_json summary;
};

/// How to run it; nothing here changes a model except `exec.kind` for XGBoost.
struct Settings {
  std::string command_line;                      ///< for run.json
  bool collect = false;                          ///< set by collect()
  bool fresh = false;                            ///< --new: neither go on with an interrupted run nor reuse a finished one
  std::optional<std::filesystem::path> dataset;  ///< --dataset: use this published dataset instead of data.source
  struct Interrupted {
    std::filesystem::path folder;
    nlohmann::ordered_json run;  ///< its run.json
  };
  std::optional<Interrupted> resumed;              ///< set by resume(): what to go on with
  std::optional<nlohmann::ordered_json> repeated;  ///< set by repeat(): run.json of the run that is done again
};

/// Throws Error(bad_config) with all that is wrong with a config for `run`, as far as no data is needed to see it.
void check_config(const config::Config& config);

/// What `validate` is asked for besides the report.
struct ValidateRequest {
  bool suggest = false;              ///< the summary holds `suggestion`: YAML of a schema with checks
  std::vector<std::string> explain;  ///< columns; the summary holds `explanations`, see dataset::explain
};
/// `validate`: config and data; summary {status, problems, rows, bad_rows, report, schema}: "bad" with problems is data that `shard` would
/// refuse. Throws on a bad config, and on data without a table.
Outcome validate(const config::Config& config, const ValidateRequest& request = {});
/// `shard`: summary {status, dataset: {path, version, rows, quarantined, shards, made}}; with `show` the first so many `rows` too, see
/// dataset::rows_json.
Outcome shard(const config::Config& config, std::uint64_t show = 0);
/// `shard --list`: summary {status, results, datasets: [{name, version, path, status: "published" | "damaged", rows, quarantined, shards,
/// bytes, made, sources: [{path, bytes, sha256}], goes_on_from: [versions]}]}, newest first.
Outcome list_datasets(const std::filesystem::path& results);
/// `features`: fits on the training rows, writes the transformed rows of the whole table (with a `split` column train/test/gap and
/// the target) to `output`, in the format of its extension (output::extensions), or as CSV to `csv` of the summary when empty; reads the
/// shards block by block, unless there is a history: training rows as models are trained on them, that is, with encodings
/// of the target cross-fitted, and the others as models meet them; summary {status, features: [names], rows, output, transform}.
Outcome features(const config::Config& config, const Settings& settings, const std::filesystem::path& output);
/// A data row as a user names it.
struct RowPlace {
  std::string file;          ///< a source, as the config has it or the end of its path; empty: the only one
  std::uint64_t number = 0;  ///< in that file, from 1
};
/// `features --explain`: fits as features() does, and follows one row; summary {status, source, row, part: "train" | "test" | "gap",
/// columns: see features::Transform::explain, dataset}. Error(bad_data) when the dataset has no such row.
Outcome explain_features(const config::Config& config, const Settings& settings, const RowPlace& place);
/// `sweep`: up to the search; a run with trials/ and the best parameters, no model.
Outcome sweep(const config::Config& config, const Settings& settings);
/// `sweep --worker`: works on the trials of the pending run of this config, with as many others as do, until none is left, and publishes
/// nothing; the first makes the run. With `workers` by so many processes; on a machine with several GPUs by one for each. {"status":
/// "finished", "run"}, or "skipped" with the summary of the run that is published.
Outcome work(const config::Config& config, const Settings& settings);
/// `sweep --collect`: publishes the run that workers have worked on, when every trial of it is there, or the time was up; makes no trials.
/// Error(verdict_no) that says which are missing, Error(no_input) when no worker made the run.
Outcome collect(const config::Config& config, const Settings& settings);
/// `train`: up to the final fit; metrics train and cv.
Outcome train(const config::Config& config, const Settings& settings);
/// `evaluate CONFIG [--run RUN]`: test and baseline metrics. With `run`, a new run with that parent over its bundle.
Outcome evaluate(const config::Config& config, const Settings& settings, const std::string& run);
/// `run`: everything.
Outcome run(const config::Config& config, const Settings& settings);
/// `resume [RUN]`: goes on with an interrupted run of the results directory, the newest when `run` is empty;
/// {"status": "skipped"} with the last summary when there is none.
Outcome resume(const std::filesystem::path& results, const std::string& run, const config::Overrides& overrides, const Settings& settings);

/// `runs repeat RUN`: does a finished run again, from its config (with `overrides` of where and how long) and dataset, into a new run, and
/// holds the two against each other. Every file that has to be equal is, byte by byte, but for the times of trials, and for gates on
/// latency or the model in Production: all but run.json, system.json, data.json, config.yaml, log.jsonl and report.html. The summary of the
/// new run with `repeats` (the path of the first), `same` (a bool), `files` {same, different, only_first, only_second} and `because`: what
/// else differs, see results::RunDiff. Throws Error(bad_data) when the first run was changed, or its dataset cannot be had any more.
Outcome repeat(const std::filesystem::path& results, const std::string& run, const config::Overrides& overrides, const Settings& settings);

/// `resume RUN --worker`: works on the trials of a pending run, whoever holds it, until none is left; {"status": "finished", "run"}, or
/// "skipped" for one that is published.
Outcome join(const std::filesystem::path& results, const std::string& run, const config::Overrides& overrides);

/// `predict`: `model` is a run, a bundle folder, or below `results` NAME@STAGE, NAME@VERSION or a run's name. The rows of the input stream
/// through memory, unless the bundle looks back in time. Columns: see PredictionTable. A file is worked on in parts: killed or stopped, the
/// same request goes on behind those that are finished, and ends with the same bytes; see PredictionParts. summary {status, rows, bad_rows,
/// output, quarantine, model, model_version, unseen, prediction_intervals, warnings}, with `csv` where `print` is empty too.
struct PredictRequest {
  std::string model;
  std::filesystem::path results;     ///< where names are looked up; may be empty
  std::filesystem::path input;       ///< a raw file, a dataset's folder, or "-", standard input
  std::filesystem::path output;      ///< .csv or .parquet; empty: CSV to `print`
  std::filesystem::path quarantine;  ///< .csv: where bad rows go; empty: the first one is an error
  std::vector<std::string> keep;     ///< columns of the input that the output has as they are
  bool contributions = false;        ///< of each feature to the margin
  bool model_version = false;        ///< a column NAME@VERSION; Error(usage) for a model that is not the registry's
  std::uint64_t part_rows = 1 << 20;
  std::function<void(std::string_view)> print;  ///< hears of the text piece by piece
  std::string device = "auto";
  int threads = 0;  ///< 0: all
  std::uint64_t memory_bytes = 4ULL << 30;
};
Outcome predict(const PredictRequest& request);

/// `export onnx`: the bundle that `model` names, as for predict(), as an ONNX file. summary {status, output, bytes, model, model_version,
/// inputs: [columns], outputs: [names]}.
struct ExportRequest {
  std::string model;
  std::filesystem::path results;  ///< where names are looked up; may be empty
  std::filesystem::path output;
  std::string device = "auto";
  int threads = 0;  ///< 0: all
};
Outcome export_onnx(const ExportRequest& request);

/// `models check`: replays a version's examples through the predictor, then asks for them row by row, a thousand times, holding every
/// answer against the one on record, and records what it found. summary {status, model, version, verdict: "passed" | "failed", examples,
/// answers, differences, latency_ms: {p50, p99}, problem, path}.
struct CheckRequest {
  std::string reference;  ///< NAME@STAGE or NAME@VERSION
  registry::Order order;
  std::string device = "auto";
  int threads = 0;  ///< 0: all
};
Outcome check_model(const CheckRequest& request);

/// `verify`: what results::verify finds, then every intact bundle loaded, which replays its examples. `versions` holds bundles that another
/// version of a library made, {path, library, was, is}: no problem in itself.
struct Verified {
  results::VerifyReport report;
  std::uint64_t replayed = 0;
  nlohmann::ordered_json versions = nlohmann::ordered_json::array();
};
Verified verify(const std::filesystem::path& path, const std::string& device, int threads);

}  // namespace trainyard::pipeline
