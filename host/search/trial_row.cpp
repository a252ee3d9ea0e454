#include "host/search/trial_row.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "host/evaluate/digits.hpp"
#include "host/search/rank.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

/// In one line; control characters, which are in no name and no number, become spaces. The document keeps them.
std::string in_one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

std::string short_text(const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  return evaluate::six_digits(value.get<double>());
}

ordered_json document_of(const Trial& trial) {
  const ordered_json file = trial.to_json();
  ordered_json out;
  for (const auto& [key, value] : file.items()) {
    if (key == "folds") {
      out["scores"] = trial.mean_scores();
    } else {
      out[key] = value;
    }
  }
  return out;
}

/// The shortest text that is read back as the same number.
template <class Number>
std::string exact(Number number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string params_text(const models::Params& params) {
  std::string text;
  for (const auto& [name, value] : params.items()) text += (text.empty() ? "" : ", ") + name + " " + short_text(value);
  return text;
}

TrialRow row_of(const Trial& trial) {
  return {.number = trial.number,
          .state = in_one_line(trial.state),
          .value = trial.value,
          .ranks = is_ranked(trial) && trial.violation() == 0,
          .milliseconds = trial.end_time - trial.start_time,
          .params = in_one_line(params_text(trial.params)),
          .reason = in_one_line(trial.reason),
          .document = document_of(trial).dump(-1, ' ', false, ordered_json::error_handler_t::replace)};
}

std::string line_of(const TrialRow& row) {
  std::string line = exact(row.number);
  for (const std::string& field :
       {row.state, exact(row.value), std::string(row.ranks ? "1" : "0"), exact(row.milliseconds), row.params, row.reason, row.document}) {
    line += '\t' + field;
  }
  return line + '\n';
}

std::optional<TrialRow> row_from_line(std::string_view line) {
  std::array<std::string_view, 8> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::size_t end = line.find('\t');
    if ((end == std::string_view::npos) != (i + 1 == fields.size())) return std::nullopt;
    fields[i] = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  TrialRow row;
  int ranks = 0;
  if (!read(fields[0], row.number) || !read(fields[2], row.value) || !read(fields[3], ranks) || !read(fields[4], row.milliseconds)) {
    return std::nullopt;
  }
  row.ranks = ranks != 0;
  row.state = fields[1];
  row.params = fields[5];
  row.reason = fields[6];
  row.document = fields[7];
  return row;
}

}  // namespace trainyard::search
