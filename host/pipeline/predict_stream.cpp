#include "host/pipeline/predict_stream.hpp"

#include "host/bundle/bundle.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/model_id.hpp"
#include "host/pipeline/plan.hpp"
#include "host/pipeline/stop.hpp"
#include "host/stream/row_answers.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

ordered_json or_null(std::int64_t offset) { return offset < 0 ? ordered_json() : ordered_json(offset); }

ordered_json partitions_json(const stream::Partitions& partitions) {
  ordered_json list = ordered_json::array();
  for (const auto& [number, partition] : partitions) {
    list.push_back({{"partition", number},
                    {"rows", partition.messages},
                    {"committed", or_null(partition.committed)},
                    {"end", or_null(partition.end)},
                    {"lag", or_null(partition.lag())}});
  }
  return list;
}

}  // namespace

Outcome predict_stream(const PredictStreamRequest& request) {
  log::set_stage("predict");
  const auto device = choose_device(request.device, thread_count(request.threads));
  const serve::ModelId id = id_of(bundle_place(request.model, request.results));
  const serve::ServedModel model(bundle::load(id.folder, device.exec), id);
  stream::RowAnswers answers(model, device.exec);
  const stream::Settings& settings = request.stream;
  const stream::Summary done = stream::run(settings, {id.name, id.version_text()}, std::ref(answers), stop_requested);
  return {{{"status", "finished"},
           {"rows", done.counts.messages},
           {"predictions", done.counts.predictions},
           {"dead_letters", done.counts.dead_letters},
           {"rebalances", done.counts.rebalances},
           {"partitions", partitions_json(done.partitions)},
           {"stream", "kafka://" + settings.address.brokers + "/" + settings.address.topic},
           {"group", settings.group},
           {"output_topic", settings.output_topic},
           {"dead_letter_topic", settings.dead_letter_topic},
           {"model", id.folder.string()},
           {"model_name", id.name},
           {"model_version", id.version}}};
}

}  // namespace trainyard::pipeline
