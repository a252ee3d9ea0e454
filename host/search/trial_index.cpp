#include "host/search/trial_index.hpp"

#include <algorithm>
#include <sys/stat.h>

#include "host/error/error.hpp"
#include "host/search/trial_store.hpp"
#include "host/storage/index_file.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;

/// The body's first line says what the index is of; then a line per trial, in order of number.
constexpr std::string_view format = "trainyard trials 1";
/// So many trials are read sooner than an index is written.
constexpr std::size_t few = 64;

/// Which folder it is, of which study: a copy is another one. "" when there is none.
std::string origin_of(const fs::path& folder, const std::string& study) {
  struct stat state {};
  return ::stat(folder.c_str(), &state) == 0 ? std::to_string(state.st_ino) + " " + study : "";
}

/// The next line, without its newline, which goes from `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Nothing from an index that is none, or of something else.
std::vector<TrialRow> read_rows(const fs::path& index, const std::string& origin) {
  const auto body = storage::read_index(index, format);
  if (!body) return {};
  std::string_view rest = *body;
  if (take_line(rest) != origin) return {};
  std::vector<TrialRow> rows;
  while (!rest.empty()) {
    auto row = row_from_line(take_line(rest));
    if (!row) return {};
    rows.push_back(std::move(*row));
  }
  return rows;
}

/// Returns why it could not be written.
std::string write_rows(const fs::path& index, const std::string& origin, const std::vector<TrialRow>& rows) {
  std::string body = origin + "\n";
  for (const TrialRow& row : rows) body += line_of(row);
  return storage::write_index(index, format, body);
}

TrialRow read_row(const fs::path& folder, std::uint64_t number) {
  const auto trial = read_trial(folder, number);
  if (!trial) throw Error(ExitCode::no_input, folder.string() + " was moved or removed while its trials were read; list them again");
  return row_of(*trial);
}

}  // namespace

TrialList list_trials(const fs::path& folder, const fs::path& index, const std::string& study) {
  TrialList list;
  const std::string origin = origin_of(folder, study);
  if (origin.empty()) return list;
  const std::vector<std::uint64_t> numbers = trial_numbers(folder);
  std::vector<TrialRow> known = index.empty() ? std::vector<TrialRow>() : read_rows(index, origin);
  list.rows.reserve(numbers.size());
  std::size_t new_ones = 0;
  auto at = known.begin();
  for (const std::uint64_t number : numbers) {
    at = std::find_if(at, known.end(), [&](const TrialRow& row) { return row.number >= number; });
    if (at != known.end() && at->number == number) {
      list.rows.push_back(std::move(*at++));
    } else {
      list.rows.push_back(read_row(folder, number));
      ++new_ones;
    }
  }
  const bool some_gone = known.size() + new_ones > list.rows.size();
  if (!index.empty() && (new_ones > few || some_gone)) list.index_problem = write_rows(index, origin, list.rows);
  return list;
}

}  // namespace trainyard::search
