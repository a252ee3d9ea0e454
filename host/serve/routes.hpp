// The paths that there are, one line each. Private to serve.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "host/serve/service.hpp"

namespace trainyard::serve {

struct Route {
  const char* path;    ///< what stands in "{…}" is any one piece of a path
  const char* method;  ///< GET stands for HEAD as well
  http::Response (*answer)(const Call& call);
  bool open = false;   ///< needs no token: for probes, and tells nothing of the model
  bool loads = false;  ///< needs the model, and waits for it where it is not loaded yet
};

std::span<const Route> routes();
/// Number among routes() of the first with this path; routes().size() where there is none.
std::size_t find_route(std::string_view path);
/// The pieces of a path that stand where the route has "{…}".
std::vector<std::string_view> pieces(std::string_view path, std::string_view pattern);

// Answers. Those that need the model throw what ModelSlot::get() throws.
http::Response health(const Call& call);
http::Response live(const Call& call);
http::Response ready(const Call& call);
http::Response metrics(const Call& call);
http::Response openapi(const Call& call);
http::Response predict(const Call& call);
http::Response protocol(const Call& call);
http::Response protocol_live(const Call& call);
http::Response protocol_ready(const Call& call);
http::Response model_metadata(const Call& call);
http::Response model_ready(const Call& call);
http::Response infer(const Call& call);
http::Response ping(const Call& call);
http::Response program_version(const Call& call);
http::Response invocations(const Call& call);

http::Response json_response(const nlohmann::ordered_json& document, int status = 200);

/// What the request log keeps of predicted rows; personal values are masked. `predictions`: JSON text.
std::string log_note(const ServedModel& model, const dataset::Table& table, const std::string& predictions);

}  // namespace trainyard::serve
