#include "host/serve/metrics.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

#include "host/dataset/csv_text.hpp"
#include "host/serve/prometheus_text.hpp"
#include "host/serve/served_model.hpp"

namespace trainyard::serve {
namespace {

template <class Number>
std::string number_text(Number value) {
  if constexpr (std::is_floating_point_v<Number>) {
    return dataset::csv_number(value);
  } else {
    return std::to_string(value);
  }
}

template <class Number>
void append_one(std::string& text, std::string_view name, std::string_view type, std::string_view help, Number value) {
  describe(text, name, type, help);
  text.append(name).append(" ").append(number_text(value)).append("\n");
}

/// Bytes of the process in memory; 0 where the system does not say.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  return file >> size >> resident ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void append_by_column(std::string& text, std::string_view name, std::string_view help, const std::map<std::string, std::uint64_t>& counts) {
  describe(text, name, "counter", help);
  for (const auto& [column, count] : counts) {
    text.append(name).append("{column=\"").append(label_text(column)).append("\"} ").append(std::to_string(count)).append("\n");
  }
}

}  // namespace

Metrics::Metrics(std::vector<std::string> routes) : names_(std::move(routes)) {
  routes_.reserve(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) routes_.push_back(std::make_unique<Route>());
}

void Metrics::count_request(std::size_t route, int status, double seconds) {
  Route& counted = *routes_[route];
  ++counted.by_status[std::min(static_cast<std::size_t>(std::max(status, 0)), statuses - 1)];
  const auto bound = std::ranges::lower_bound(bounds, seconds);
  ++counted.by_time[static_cast<std::size_t>(bound - bounds.begin())];
  counted.nanoseconds += static_cast<std::uint64_t>(std::max(seconds, 0.0) * 1e9);
}

void Metrics::count_predictions(std::uint64_t rows, const features::ApplyCounts& counts) {
  predictions_ += rows;
  const auto is_zero = [](const auto& entry) { return entry.second == 0; };
  if (std::ranges::all_of(counts.missing, is_zero) && std::ranges::all_of(counts.unseen, is_zero)) return;
  const std::scoped_lock lock(mutex_);
  for (const auto& [column, count] : counts.missing) missing_[column] += count;
  for (const auto& [column, count] : counts.unseen) unseen_[column] += count;
}

void Metrics::count_load(bool failed) { ++(failed ? failed_loads_ : loads_); }

void Metrics::append_requests(std::string& text) const {
  constexpr const char* name = "trainyard_http_requests_total";
  describe(text, name, "counter", "Requests answered, by path and status code.");
  for (std::size_t i = 0; i < names_.size(); ++i) {
    for (std::size_t status = 0; status < statuses; ++status) {
      const std::uint64_t count = routes_[i]->by_status[status];
      if (count == 0) continue;
      text += std::string(name) + "{path=\"" + label_text(names_[i]) + "\",code=\"" + std::to_string(status) + "\"} " +
              std::to_string(count) + "\n";
    }
  }
}

void Metrics::append_durations(std::string& text) const {
  const std::string name = "trainyard_http_request_duration_seconds";
  describe(text, name, "histogram", "Time from the first byte of a request to its answer, by path.");
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const std::string path = "path=\"" + label_text(names_[i]) + "\"";
    std::uint64_t count = 0;
    std::string lines;
    for (std::size_t k = 0; k <= bounds.size(); ++k) {
      count += routes_[i]->by_time[k];
      const std::string bound = k < bounds.size() ? dataset::csv_number(bounds[k]) : "+Inf";
      lines += name + "_bucket{" + path + ",le=\"" + bound + "\"} " + std::to_string(count) + "\n";
    }
    if (count == 0) continue;
    text += lines + name + "_sum{" + path + "} " + dataset::csv_number(static_cast<double>(routes_[i]->nanoseconds) / 1e9) + "\n" + name +
            "_count{" + path + "} " + std::to_string(count) + "\n";
  }
}

void Metrics::append_columns(std::string& text) const {
  const std::scoped_lock lock(mutex_);
  append_by_column(text, "trainyard_missing_values_total", "Rows without a value, by column.", missing_);
  append_by_column(text, "trainyard_unseen_values_total", "Rows of a category that training did not have, by column.", unseen_);
}

std::string Metrics::text(const http::Load& load, const ModelId* model) const {
  std::string text;
  append_requests(text);
  append_durations(text);
  append_one(text, "trainyard_http_requests_in_flight", "gauge", "Requests under way.", load.requests);
  append_one(text, "trainyard_http_connections", "gauge", "Open connections.", load.connections);
  append_one(text, "trainyard_http_connections_refused_total", "counter", "Connections turned away.", load.refused_connections);
  append_one(text, "trainyard_predictions_total", "counter", "Rows predicted.", predictions_.load());
  append_columns(text);
  append_one(text, "trainyard_model_loads_total", "counter", "Models loaded.", loads_.load());
  append_one(text, "trainyard_model_load_failures_total", "counter", "Models that could not be loaded or looked up.", failed_loads_.load());
  append_one(text, "trainyard_model_loaded", "gauge", "Whether a model is loaded.", std::uint64_t{model != nullptr ? 1U : 0U});
  if (model != nullptr) {
    describe(text, "trainyard_model_info", "gauge", "The model that answers.");
    text += "trainyard_model_info{name=\"" + label_text(model->name) + "\",version=\"" + label_text(model->version_text()) + "\",stage=\"" +
            label_text(model->stage) + "\"} 1\n";
  }
  append_one(text, "trainyard_request_log_lines_lost_total", "counter", "Lines that the request log could not take.",
             lost_log_lines_.load());
  describe(text, "trainyard_build_info", "gauge", "The program.");
  text += "trainyard_build_info{version=\"" TRAINYARD_VERSION "\"} 1\n";
  append_one(text, "process_start_time_seconds", "gauge", "When the process began, since 1970.",
             std::chrono::duration<double>(started_.time_since_epoch()).count());
  append_one(text, "process_resident_memory_bytes", "gauge", "Memory of the process.", resident_bytes());
  return text;
}

}  // namespace trainyard::serve
