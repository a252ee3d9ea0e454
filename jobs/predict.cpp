#include <boost/program_options/value_semantic.hpp>

#include "jobs/model_option.hpp"
#include "jobs/stream_options.hpp"
#include "jobs/table_output.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

Answer call(const Invocation& invocation) {
  if (invocation.has("stream")) return predict_stream(invocation);
  refuse_stream_options(invocation);
  pipeline::PredictRequest request;
  request.model = invocation.required("model");
  request.input = std::filesystem::absolute(invocation.required("input")).lexically_normal();
  request.output = table_output(invocation, {".csv"});
  request.results = invocation.results();
  request.device = invocation.device();
  request.threads = invocation.threads();

  const pipeline::Outcome outcome = pipeline::predict(request);
  return table_answer(outcome, count_text(outcome.summary.value("rows", std::uint64_t{0})) + " predictions", request.output);
}

}  // namespace

Verb predict() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "predict";
  verb.summary = "batch prediction: a model and a file in, one prediction per row out";
  verb.examples = {
      {"with the model of a run", "trainyard predict --model RUN --input new.csv --output predictions.csv"},
      {"with the version that is in Production", "trainyard predict --model house_value@Production --input new.csv --output out.csv"},
      {"to standard output", "trainyard predict --model RUN --input new.csv -q | head"},
      {"of a stream, until a signal",
       "trainyard predict --model house_value@Production --stream kafka://broker:9092/houses --group prices --output-topic prices "
       "--dead-letter-topic no_prices"}};
  add_model(verb);
  verb.options.add_options()("input", po::value<std::string>()->value_name("FILE"),
                             "CSV (written as the training data), Parquet or HDF5; the target may be missing");
  add_table_output(verb, {".csv"});
  add_stream_options(verb);
  verb.call = call;
  return verb;
}

}  // namespace trainyard::jobs::verbs
