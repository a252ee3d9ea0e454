#include "host/cluster/notes.hpp"

#include <charconv>
#include <chrono>
#include <map>
#include <sstream>

#include "host/cluster/slurm.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"

namespace trainyard::cluster {
namespace {

namespace fs = std::filesystem;

constexpr const char* failures_name = "failed_nodes";
constexpr std::size_t most_failures = 2;  // of a node
constexpr std::chrono::hours memory_of_nodes{24 * 7};

std::vector<std::string> often_named(const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& name : names) ++counts[name];
  std::vector<std::string> out;
  for (const auto& [name, count] : counts) {
    if (count >= most_failures && name != "unknown") out.push_back(name);
  }
  if (!out.empty() && 2 * out.size() > node_count()) return {};
  return out;
}

}  // namespace

std::vector<std::string> noted_lines(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return {};
  std::istringstream text(storage::read_file(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::pair<int, std::optional<int>> lives_of(const fs::path& folder, const std::string& task) {
  int lives = 0;
  while (fs::exists(folder / "lives" / (task + "." + std::to_string(lives + 1)))) ++lives;
  std::optional<int> code;
  for (const std::string& line : noted_lines(folder / "lives" / (task + "." + std::to_string(lives)))) {
    int ended = 0;
    if (!line.starts_with("end ")) continue;
    if (std::from_chars(line.data() + 4, line.data() + line.size(), ended).ec == std::errc()) code = ended;
  }
  return {lives, code};
}

std::vector<std::string> nodes_failed_in(const fs::path& folder) { return often_named(noted_lines(folder / failures_name)); }

std::vector<std::string> nodes_failed_lately(const fs::path& submissions) {
  std::vector<std::string> names;
  for (const fs::path& folder : storage::folders_in(submissions)) {
    std::error_code absent;
    const auto written = fs::last_write_time(folder / failures_name, absent);
    if (absent || fs::file_time_type::clock::now() - written > memory_of_nodes) continue;
    const auto lines = noted_lines(folder / failures_name);
    names.insert(names.end(), lines.begin(), lines.end());
  }
  return often_named(names);
}

}  // namespace trainyard::cluster
