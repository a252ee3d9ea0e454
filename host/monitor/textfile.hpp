// What monitor found, for the textfile collector of Prometheus' node exporter.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::monitor {

/// The document of monitor.json in Prometheus' text format (version 0.0.4), with the labels model, column, test, kind and metric.
/// `seconds`: when, since 1970.
std::string prometheus_text(const nlohmann::ordered_json& monitor, const std::string& model, double seconds);

}  // namespace trainyard::monitor
