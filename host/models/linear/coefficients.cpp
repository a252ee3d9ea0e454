#include "host/models/linear/coefficients.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/error/error.hpp"

namespace trainyard::models::linear {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr const char* kRegression = "linear";

/// The numbers of an array, all finite; nothing when it is no such array.
std::optional<std::vector<double>> numbers(const json& array) {
  if (!array.is_array()) return std::nullopt;
  std::vector<double> out;
  for (const json& value : array) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) return std::nullopt;
    out.push_back(value.get<double>());
  }
  return out;
}

/// Reads `present`; false when they are no ascending classes below `classes`.
bool read_present(const json& document, Coefficients& out) {
  if (!document["present"].is_array()) return false;
  for (const json& value : document["present"]) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= static_cast<std::uint64_t>(out.classes)) return false;
    if (!out.present.empty() && value.get<int>() <= out.present.back()) return false;
    out.present.push_back(value.get<int>());
  }
  return true;
}

/// Reads `coef`; false when it is not one row of `columns` numbers per output.
bool read_coef(const json& document, Coefficients& out) {
  if (!document["coef"].is_array() || document["coef"].size() != out.outputs()) return false;
  for (const json& row : document["coef"]) {
    const auto read = numbers(row);
    if (!read || read->size() != out.columns) return false;
    out.coef.insert(out.coef.end(), read->begin(), read->end());
  }
  return true;
}

std::optional<Coefficients> read(const json& document, const std::string& family) {
  if (!document.is_object()) return std::nullopt;
  for (const char* key : {"format", "family", "columns", "classes", "present", "intercept", "coef"}) {
    if (!document.contains(key)) return std::nullopt;
  }
  if (document["format"] != kFormat || document["family"] != family) return std::nullopt;
  if (!document["columns"].is_number_unsigned() || !document["classes"].is_number_unsigned()) return std::nullopt;
  constexpr std::uint64_t most_classes = 1000000;
  if (document["classes"].get<std::uint64_t>() > most_classes) return std::nullopt;
  Coefficients out{.family = family, .columns = document["columns"], .classes = document["classes"]};
  const auto intercept = numbers(document["intercept"]);
  if (!intercept || !read_present(document, out)) return std::nullopt;
  const bool regression = family == kRegression;
  if ((out.classes == 0) != regression || (out.present.size() < 2) != regression) return std::nullopt;
  if (intercept->size() != (out.present.size() <= 2 ? 1 : out.present.size())) return std::nullopt;
  out.intercept = *intercept;
  if (!read_coef(document, out)) return std::nullopt;
  if (document.contains("mean")) {
    const auto mean = numbers(document["mean"]);
    if (!mean || mean->size() != out.columns) return std::nullopt;
    out.mean = *mean;
  }
  return out;
}

}  // namespace

std::string to_json(const Coefficients& learned) {
  ordered_json coef = ordered_json::array();
  for (std::size_t k = 0; k < learned.outputs(); ++k) {
    const auto row = learned.coef.begin() + static_cast<std::ptrdiff_t>(k * learned.columns);
    coef.push_back(std::vector<double>(row, row + static_cast<std::ptrdiff_t>(learned.columns)));
  }
  ordered_json document{{"format", kFormat},
                        {"family", learned.family},
                        {"columns", learned.columns},
                        {"classes", learned.classes},
                        {"present", learned.present},
                        {"intercept", learned.intercept},
                        {"coef", coef}};
  if (!learned.mean.empty()) document["mean"] = learned.mean;
  return document.dump(2) + "\n";
}

Coefficients from_json(const std::string& bytes, const std::string& family) {
  if (auto learned = read(json::parse(bytes, nullptr, false), family)) return *std::move(learned);
  throw Error(ExitCode::bad_data, "this is not a " + family + " model (format 1), or it is damaged");
}

}  // namespace trainyard::models::linear
