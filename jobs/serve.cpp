#include "host/pipeline/serve.hpp"

#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <limits>

#include "host/pipeline/plan.hpp"
#include "jobs/count_option.hpp"
#include "jobs/model_option.hpp"
#include "jobs/terminal.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

std::uint16_t port_of(const Invocation& invocation) {
  const std::string text = invocation.has("port") ? invocation.text("port") : "8080";
  std::uint16_t port = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (code == std::errc() && end == text.data() + text.size()) return port;
  throw Error(ExitCode::usage, "serve: --port " + text + ": give a whole number from 0 (any free port) to 65535");
}

double sample_of(const Invocation& invocation) {
  if (!invocation.has("log-sample")) return 1;
  const std::string text = invocation.text("log-sample");
  double share = -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (code == std::errc() && end == text.data() + text.size() && share >= 0 && share <= 1) return share;
  throw Error(ExitCode::usage, "serve: --log-sample " + text + ": give a share of the requests from 0 to 1");
}

http::Settings http_settings(const Invocation& invocation) {
  constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30, most_seconds = 86'400;
  http::Settings settings;
  const auto seconds = [&](const std::string& option, std::chrono::milliseconds otherwise) {
    if (!invocation.has(option)) return otherwise;
    return std::chrono::milliseconds(1000 * count_or(invocation, option, 0, most_seconds));
  };
  if (invocation.has("host")) settings.host = invocation.text("host");
  settings.port = port_of(invocation);
  settings.threads = pipeline::thread_count(invocation.threads());
  settings.queue = count_or(invocation, "queue", settings.queue, 1'000'000);
  settings.connections = count_or(invocation, "max-connections", settings.connections, 1'000'000);
  settings.header_bytes = count_or(invocation, "max-header", settings.header_bytes, most_bytes);
  settings.body_bytes = count_or(invocation, "max-body", settings.body_bytes, most_bytes);
  settings.bodies_bytes = std::max(settings.bodies_bytes, 2 * settings.body_bytes);
  settings.request_time = seconds("timeout", settings.request_time);
  settings.idle_time = seconds("idle-timeout", settings.idle_time);
  settings.drain_time = seconds("drain", settings.drain_time);
  return settings;
}

Answer call_serve(const Invocation& invocation) {
  pipeline::ServeRequest request;
  request.model = invocation.required("model");
  request.results = invocation.results();
  request.http = http_settings(invocation);
  request.service.most_rows = count_or(invocation, "max-rows", request.service.most_rows, 10'000'000);
  request.service.token_file = invocation.text("token-file");
  request.service.request_log = invocation.text("request-log");
  request.service.log_sample = sample_of(invocation);
  request.lazy = invocation.has("lazy");
  if (invocation.device().starts_with("cuda")) {
    throw Error(ExitCode::usage,
                "serve: --device " + invocation.device() + ": requests are answered on the CPU, with the same bits; leave it out");
  }
  const bool json = invocation.has("json");
  pipeline::serve(request, [json](const nlohmann::ordered_json& ready) {
    const std::string version =
        ready.at("model_version").is_string() ? ready.at("model_version").get<std::string>() : ready.at("model_version").dump();
    write_output(json ? ready.dump() + "\n"
                      : "serving " + ready.at("model_name").get<std::string>() + " " + version + " at " +
                            ready.at("url").get<std::string>() + "\n");
  });
  return {.said = true};
}

}  // namespace

Verb serve() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "serve";
  verb.summary = "a model behind HTTP: POST /v1/predict, /health, /metrics, /openapi.json";
  verb.rule =
      "One line on standard output tells the address once requests are answered. NAME@STAGE follows the registry: a version that is "
      "promoted "
      "or rolled back answers within seconds, and no request fails. SIGTERM finishes the requests under way. TLS is a proxy's work.";
  verb.examples = {
      {"the version that is in Production", "trainyard serve --model house_value@Production --port 8080"},
      {"a prediction",
       "curl -s localhost:8080/v1/predict -H 'Content-Type: application/json' -d '{\"rows\": [{\"median_income\": 3.5, …}]}'"},
      {"for other machines, with tokens", "trainyard serve --model house_value@Production --host 0.0.0.0 --token-file tokens.txt"}};
  add_model(verb);
  const auto value = [](const char* name) { return po::value<std::string>()->value_name(name); };
  verb.options.add_options()("host", value("HOST"), "name or address to listen at (127.0.0.1: this machine alone)")(
      "port", value("N"), "port to listen at (8080); 0 takes a free one")(
      "token-file", value("FILE"), "answer only who sends a bearer token out of this file, one a line; changes are seen")(
      "lazy", po::bool_switch(), "load the model with the first request that needs it")(
      "max-rows", value("N"), "rows per request (10000), else 413")("max-body", value("BYTES"), "size of a body (16777216), else 413")(
      "max-header", value("BYTES"), "size of a header (16384), else 431")("max-connections", value("N"), "open at a time (1024), else 503")(
      "queue", value("N"), "requests that wait for a thread (256), else 429")(
      "timeout", value("SECONDS"), "for a request to arrive (10), else 408")("idle-timeout", value("SECONDS"),
                                                                             "after which an idle connection is closed (60)")(
      "drain", value("SECONDS"), "after SIGTERM, in which new connections are still answered (1)")(
      "request-log", value("FILE"), "append a JSON line per request; personal columns are masked")("log-sample", value("SHARE"),
                                                                                                   "share of the requests in that log (1)");
  verb.on_signal = OnSignal::stop;
  verb.call = call_serve;
  return verb;
}

}  // namespace trainyard::jobs::verbs
