#include "host/search/trial_index.hpp"

#include <algorithm>
#include <cstdio>
#include <sys/stat.h>
#include <xxhash.h>

#include "host/error/error.hpp"
#include "host/search/trial_store.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;

/// First line: the format and XXH3-128 of all that follows. Second: what the index is of. Then a line per trial, in order of number. The
/// format's number goes up when what a row says changes.
constexpr std::string_view format = "trainyard trials 1 ";
constexpr std::size_t digest_size = 32;
/// So many trials are read sooner than an index is written.
constexpr std::size_t few = 64;

std::string digest_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  char text[digest_size + 1];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text;
}

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

/// Nothing from an index that is not there, cannot be read, is damaged, or is of something else.
std::vector<TrialRow> read_index(const fs::path& index, const std::string& origin) {
  std::string bytes;
  try {
    bytes = storage::read_file(index);
  } catch (const Error&) {
    return {};  // the trials' files say the same
  }
  std::string_view rest = bytes;
  const std::string_view first = take_line(rest);
  if (!first.starts_with(format) || first.substr(format.size()) != digest_of(rest) || take_line(rest) != origin) return {};
  std::vector<TrialRow> rows;
  while (!rest.empty()) {
    auto row = row_from_line(take_line(rest));
    if (!row) return {};
    rows.push_back(std::move(*row));
  }
  return rows;
}

/// Returns why it could not be written.
std::string write_index(const fs::path& index, const std::string& origin, const std::vector<TrialRow>& rows) {
  std::string body = origin + "\n";
  for (const TrialRow& row : rows) body += line_of(row);
  try {
    storage::make_folder(index.parent_path());
    storage::write_file(index, std::string(format) + digest_of(body) + "\n" + body);
    return "";
  } catch (const Error& e) {
    return e.what();
  }
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
  std::vector<TrialRow> known = index.empty() ? std::vector<TrialRow>() : read_index(index, origin);
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
  if (!index.empty() && (new_ones > few || some_gone)) list.index_problem = write_index(index, origin, list.rows);
  return list;
}

}  // namespace trainyard::search
