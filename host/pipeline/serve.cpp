#include "host/pipeline/serve.hpp"

#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/model_id.hpp"
#include "host/pipeline/registry_watch.hpp"
#include "host/pipeline/stop.hpp"
#include "host/registry/registry.hpp"
#include "host/serve/model_slot.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

std::shared_ptr<const serve::ServedModel> load(const serve::ModelId& id) {
  auto bundle = bundle::load(id.folder, Exec{});
  return std::make_shared<const serve::ServedModel>(std::move(bundle), id);
}

bool follows_registry(const ServeRequest& request) {
  return !std::filesystem::exists(request.model) && registry::is_reference(request.model);
}

ordered_json ready_document(const http::Server& server, const ServeRequest& request, const serve::ModelId& id) {
  return {{"status", "ready"},     {"url", server.url()},   {"host", request.http.host},
          {"port", server.port()}, {"model_name", id.name}, {"model_version", id.version}};
}

}  // namespace

void serve(const ServeRequest& request, const std::function<void(const ordered_json&)>& ready) {
  log::set_stage("serve");
  const auto choose = [&request] { return id_of(bundle_place(request.model, request.results)); };
  const serve::ModelId first = choose();
  serve::ModelSlot slot([&] { return load(choose()); });
  serve::Service service(slot, request.service);
  if (!request.lazy) {
    slot.put(load(first));
    service.metrics().count_load(false);
  }
  http::Server server(request.http, service);
  service.set_load([&server] { return server.load(); });
  std::optional<RegistryWatch> watch;
  if (follows_registry(request)) {
    watch.emplace(request.results, request.look_every, slot, service.metrics(), RegistryWatch::Steps{choose, load});
  }
  ready(ready_document(server, request, first));
  server.run(stop_requested);
}

}  // namespace trainyard::pipeline
