#include "host/serve/routes.hpp"

#include <array>

namespace trainyard::serve {
namespace {

constexpr std::array all{
    Route{"/v1/predict", "POST", predict, false, true},
    Route{"/health", "GET", health},
    Route{"/livez", "GET", live, true},
    Route{"/readyz", "GET", ready, true},
    Route{"/metrics", "GET", metrics},
    Route{"/openapi.json", "GET", openapi, false, true},
    Route{"/v2", "GET", protocol},
    Route{"/v2/health/live", "GET", protocol_live, true},
    Route{"/v2/health/ready", "GET", protocol_ready, true},
    Route{"/v2/models/{name}", "GET", model_metadata, false, true},
    Route{"/v2/models/{name}/ready", "GET", model_ready, false, true},
    Route{"/v2/models/{name}/infer", "POST", infer, false, true},
    Route{"/v2/models/{name}/versions/{version}", "GET", model_metadata, false, true},
    Route{"/v2/models/{name}/versions/{version}/ready", "GET", model_ready, false, true},
    Route{"/v2/models/{name}/versions/{version}/infer", "POST", infer, false, true},
    Route{"/ping", "GET", ping, true},
    Route{"/version", "GET", program_version},
    Route{"/invocations", "POST", invocations, false, true},
};

/// Takes the first piece off a path without its leading slash.
std::string_view next_piece(std::string_view& rest) {
  const auto slash = rest.find('/');
  const std::string_view piece = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  return piece;
}

bool matches(std::string_view path, std::string_view pattern) {
  while (!path.empty() && !pattern.empty()) {
    const std::string_view piece = next_piece(path), wanted = next_piece(pattern);
    if (wanted.starts_with('{') ? piece.empty() : piece != wanted) return false;
  }
  return path.empty() && pattern.empty();
}

}  // namespace

std::span<const Route> routes() { return all; }

std::size_t find_route(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/')) return all.size();
  std::size_t i = 0;
  while (i < all.size() && !matches(path.substr(1), std::string_view(all[i].path).substr(1))) ++i;
  return i;
}

std::vector<std::string_view> pieces(std::string_view path, std::string_view pattern) {
  std::vector<std::string_view> found;
  while (!path.empty() && !pattern.empty()) {
    const std::string_view piece = next_piece(path);
    if (next_piece(pattern).starts_with('{')) found.push_back(piece);
  }
  return found;
}

}  // namespace trainyard::serve
