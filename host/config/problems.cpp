#include "host/config/problems.hpp"

#include <algorithm>
#include <tuple>

namespace trainyard::config {
namespace {

// Keys and values come from outside: no control character of theirs may reach a terminal or break a line.
std::string printable(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

}  // namespace

std::string where(const std::string& file, const Place& place, const std::string& path) {
  std::string result;
  if (place.label.empty()) {
    result = file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  } else if (place.label == "--set") {
    return "--set " + path;
  } else {
    result = place.label;
  }
  return path.empty() ? result : result + ": " + path;
}

std::string to_text(const std::string& file, std::vector<Problem> problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.place.rank, a.place.line, a.place.column) < std::tie(b.place.rank, b.place.line, b.place.column);
  });
  std::vector<std::string> lines;
  for (const Problem& problem : problems) {
    std::string line = printable(where(file, problem.place, problem.path) + ": " + problem.message);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  std::string result;
  for (const std::string& line : lines) result += (result.empty() ? "" : "\n") + line;
  return result;
}

}  // namespace trainyard::config
