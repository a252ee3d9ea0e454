#include <boost/program_options/value_semantic.hpp>

#include "host/pipeline/pipeline.hpp"
#include "jobs/invocation.hpp"
#include "jobs/model_option.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

Answer call_export(const Invocation& invocation) {
  pipeline::ExportRequest request;
  request.model = invocation.required("model");
  request.output = std::filesystem::absolute(invocation.required("output")).lexically_normal();
  request.results = invocation.results();
  request.device = invocation.device();
  request.threads = invocation.threads();
  if (request.output.extension() != ".onnx") {
    throw Error(ExitCode::usage, "export: --output " + invocation.text("output") + ": the file's name has to end in .onnx");
  }
  const pipeline::Outcome outcome = pipeline::export_onnx(request);
  const std::size_t inputs = outcome.summary.at("inputs").size();
  return {.document = outcome.summary,
          .text = "a model of " + count_text(inputs) + (inputs == 1 ? " column in " : " columns in ") + path_text(request.output) + "\n"};
}

}  // namespace

Verb export_model() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "export";
  verb.summary = "a model as one ONNX file, from raw columns to predictions, for programs that have ONNX Runtime or the like";
  verb.rule =
      "Every column is an input of its own: texts are strings, the empty one missing; all else are doubles, NaN missing. What ONNX cannot "
      "express is refused.";
  verb.positionals = {{"FORMAT", true, {"onnx"}}};
  verb.examples = {{"the model of a run", "trainyard export onnx --model RUN --output model.onnx"},
                   {"the version that is in Production", "trainyard export onnx --model house_value@Production --output model.onnx"}};
  add_model(verb);
  verb.options.add_options()("output", po::value<std::string>()->value_name("FILE"), "file to write, FILE.onnx");
  verb.call = call_export;
  return verb;
}

}  // namespace trainyard::jobs::verbs
