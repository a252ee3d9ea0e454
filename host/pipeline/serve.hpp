// `serve`: a model behind HTTP, exchanged when the registry's stage gets another version.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "host/http/server.hpp"
#include "host/serve/service.hpp"

namespace trainyard::pipeline {

struct ServeRequest {
  std::string model;
  std::filesystem::path results;
  http::Settings http;
  serve::ServiceOptions service;
  bool lazy = false;                             ///< load with the first request that needs the model
  std::chrono::milliseconds look_every{1'000};  ///< at the registry
};

/// Serves until request_stop(). `ready` gets {status, url, host, port, model_name, model_version} when connections are taken. Throws what
/// loading throws, unless `lazy`, and what listening throws.
void serve(const ServeRequest& request, const std::function<void(const nlohmann::ordered_json&)>& ready);

}  // namespace trainyard::pipeline
