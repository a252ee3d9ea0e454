// Cuts as a document, and back.
#include <cmath>

#include "host/error/error.hpp"
#include "host/features/quantised.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;
using kernels::quantise::Cuts;

constexpr const char* cuts_format = "trainyard cuts";
constexpr int cuts_version = 1;

[[noreturn]] void refuse_cuts(const std::string& message) {
  throw Error(ExitCode::bad_data, "cuts: " + message + "; take the file that trainyard wrote");
}

/// A float that ascends from the one before it in its feature.
float read_lowest(const Json& value, const Cuts& cuts, const std::string& place) {
  if (!value.is_number()) refuse_cuts(place + " is no number");
  const auto lowest = value.get<float>();
  if (!std::isfinite(lowest) || static_cast<double>(lowest) != value.get<double>()) refuse_cuts(place + " is no float32");
  if (cuts.lowest.size() > cuts.offsets.back() && !(lowest > cuts.lowest.back())) {
    refuse_cuts(place + " does not lie above the one before it");
  }
  return lowest + 0.0F;
}

}  // namespace

Json cuts_to_json(const Cuts& cuts) {
  Json features = Json::array();
  for (std::size_t f = 0; f < cuts.columns(); ++f) features.push_back(cuts.of(f));
  return {{"format", cuts_format}, {"version", cuts_version}, {"lowest", features}};
}

Cuts cuts_from_json(const Json& document) {
  if (!document.is_object() || document.value("format", Json()) != cuts_format) refuse_cuts("this is no document of cuts");
  if (document.value("version", Json()) != cuts_version) refuse_cuts("its version is not known to this program");
  const Json features = document.value("lowest", Json());
  if (!features.is_array()) refuse_cuts("there is no list of features");
  Cuts cuts;
  for (const Json& feature : features) {
    const std::string place = "lowest[" + std::to_string(cuts.columns()) + "]";
    if (!feature.is_array()) refuse_cuts(place + " is no list");
    if (feature.size() >= kernels::quantise::most_bins) refuse_cuts(place + " has " + std::to_string(feature.size()) + " bins");
    for (std::size_t bin = 0; bin < feature.size(); ++bin) {
      cuts.lowest.push_back(read_lowest(feature[bin], cuts, place + "[" + std::to_string(bin) + "]"));
    }
    cuts.offsets.push_back(cuts.lowest.size());
  }
  return cuts;
}

}  // namespace trainyard::features
