#include <boost/program_options/value_semantic.hpp>

#include "host/config/scalar.hpp"
#include "jobs/model_option.hpp"
#include "jobs/stream_options.hpp"
#include "jobs/table_output.hpp"
#include "jobs/terminal.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

constexpr const char* help_hint = " (trainyard predict --help)";

/// Where bad rows go; "": the first one is an error.
std::filesystem::path quarantine(const Invocation& invocation) {
  const std::string wanted = invocation.has("on-bad-row")   ? invocation.text("on-bad-row")
                             : invocation.has("quarantine") ? "quarantine"
                                                            : "fail";
  if (wanted != "fail" && wanted != "quarantine") {
    throw Error(ExitCode::usage, "predict: --on-bad-row " + wanted + ": it is fail or quarantine" + help_hint);
  }
  if ((wanted == "quarantine") != invocation.has("quarantine")) {
    throw Error(ExitCode::usage, std::string("predict: --on-bad-row ") + wanted +
                                     (wanted == "fail" ? " and --quarantine exclude each other" : " needs --quarantine FILE.csv") +
                                     help_hint);
  }
  if (wanted == "fail") return {};
  const std::filesystem::path file = invocation.text("quarantine");
  if (file.extension() != ".csv") throw Error(ExitCode::usage, "predict: --quarantine " + file.string() + ": give it the extension .csv");
  return std::filesystem::absolute(file).lexically_normal();
}

std::uint64_t memory(const Invocation& invocation) {
  if (!invocation.has("memory")) return pipeline::PredictRequest().memory_bytes;
  const std::string text = invocation.text("memory");
  const auto bytes = config::parse_bytes(text);
  if (!bytes || *bytes < (1 << 20)) {
    throw Error(ExitCode::usage, "predict: --memory " + text + ": give a size of 1MiB or more, such as 512MiB or 4GiB");
  }
  return static_cast<std::uint64_t>(*bytes);
}

Answer call_predict(const Invocation& invocation) {
  if (invocation.has("stream")) return predict_stream(invocation);
  refuse_stream_options(invocation);
  pipeline::PredictRequest request;
  request.model = invocation.required("model");
  const std::string input = invocation.required("input");
  request.input = input == "-" ? input : std::filesystem::absolute(input).lexically_normal().string();
  request.output = table_output(invocation, {".csv", ".parquet"});
  request.quarantine = quarantine(invocation);
  request.keep = invocation.texts("keep");
  request.contributions = invocation.has("contributions");
  request.model_version = invocation.has("model-version");
  request.memory_bytes = memory(invocation);
  if (invocation.has("part-rows")) request.part_rows = invocation.count("part-rows");
  if (!invocation.has("json")) request.print = write_output;
  request.results = invocation.results();
  request.device = invocation.device();
  request.threads = invocation.threads();

  const pipeline::Outcome outcome = pipeline::predict(request);
  Answer answer = table_answer(outcome, count_text(outcome.summary.value("rows", std::uint64_t{0})) + " predictions", request.output);
  answer.printed = request.output.empty();
  return answer;
}

}  // namespace

Verb predict() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "predict";
  verb.summary = "batch prediction: a model and a file in, one prediction per row out";
  verb.rule =
      "Rows stream, but for models with windows or joins. Stopped or killed, the same command goes on behind the parts that --output has.";
  verb.examples = {
      {"with the model of a run", "trainyard predict --model RUN --input new.csv --output predictions.csv"},
      {"with the version that is in Production", "trainyard predict --model house_value@Production --input new.csv --output out.csv"},
      {"identifiers beside it, bad rows set aside",
       "trainyard predict --model RUN --input new.parquet --output out.parquet --keep id --quarantine bad.csv"},
      {"to standard output", "trainyard predict --model RUN --input new.csv -q | head"},
      {"from standard input", "zcat new.csv.gz | trainyard predict --model RUN --input - --output predictions.csv"},
      {"of a stream, until a signal",
       "trainyard predict --model RUN --stream kafka://broker/houses --group g --output-topic prices --dead-letter-topic bad"}};
  add_model(verb);
  verb.options.add_options()(
      "input", po::value<std::string>()->value_name("FILE|DATASET"),
      "CSV (written as the training data), Parquet or HDF5, the folder of a dataset, or - for standard input; the target may be missing")(
      "keep", po::value<std::vector<std::string>>()->value_name("COLUMN")->composing(),
      "a column of the input to keep as it is; may be repeated")("contributions", po::bool_switch(), "a column of SHAP values per feature")(
      "model-version", po::bool_switch(), "a column with the registered NAME@VERSION")(
      "on-bad-row", po::value<std::string>()->value_name("fail|quarantine"),
      "whether a row that cannot be predicted is an error, or set aside")("quarantine", po::value<std::string>()->value_name("FILE"),
                                                                          "CSV file for bad rows, with reasons")(
      "memory", po::value<std::string>()->value_name("SIZE"), "bound for the rows in memory (4GiB)")(
      "part-rows", po::value<std::string>()->value_name("N"), "rows after which the work is saved (1048576)");
  add_table_output(verb, {".csv", ".parquet"});
  add_stream_options(verb);
  verb.on_signal = OnSignal::stop;
  verb.call = call_predict;
  return verb;
}

}  // namespace trainyard::jobs::verbs
