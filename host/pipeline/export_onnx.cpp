#include "host/bundle/bundle.hpp"
#include "host/log/log.hpp"
#include "host/onnx/export.hpp"
#include "host/pipeline/bundle_place.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/overwrite.hpp"

namespace trainyard::pipeline {

Outcome export_onnx(const ExportRequest& request) {
  log::set_stage("export");
  storage::check_replaceable("--output", request.output, {});
  storage::check_creatable(request.output);
  const auto device = choose_device(request.device, thread_count(request.threads));
  const auto [folder, version] = bundle_place(request.model, request.results);
  const onnx::Exported exported = onnx::to_onnx(bundle::load(folder, device.exec));
  storage::write_file(request.output, exported.bytes);
  nlohmann::ordered_json summary = {{"status", "finished"},     {"output", request.output.string()}, {"bytes", exported.bytes.size()},
                                    {"model", folder.string()}, {"inputs", exported.inputs},         {"outputs", exported.outputs}};
  if (!version.is_null()) summary["model_version"] = version;
  return {summary};
}

}  // namespace trainyard::pipeline
