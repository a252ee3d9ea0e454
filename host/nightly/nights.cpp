#include "host/nightly/nights.hpp"

#include <algorithm>
#include <string_view>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::nightly {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr std::string_view pending_prefix = ".pending-", suffix = ".json";

/// Of files that are named PREFIX<date>.json.
std::vector<Date> dates_of_files(const fs::path& folder, std::string_view prefix) {
  std::vector<Date> dates;
  if (!fs::exists(folder)) return dates;
  for (const std::string& name : storage::names_in(folder)) {
    if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() < prefix.size() + suffix.size()) continue;
    const auto date = parse_date(std::string_view(name).substr(prefix.size(), name.size() - prefix.size() - suffix.size()));
    if (date) dates.push_back(*date);
  }
  std::ranges::sort(dates);
  return dates;
}

}  // namespace

ordered_json read_night(const fs::path& file) {
  ordered_json record = storage::unseal(storage::read_file(file), file);
  const std::string date = file.stem().string();
  if (record.value("date", ordered_json()) != date) {
    throw Error(ExitCode::bad_data, file.string() + ": is the record of another night; restore it from a copy");
  }
  return record;
}

std::vector<Date> Nights::dates() const { return dates_of_files(folder_, ""); }

std::vector<Date> Nights::noted(bool outdated) const {
  std::vector<Date> noted = dates_of_files(folder_, pending_prefix);
  const auto finished = dates();
  std::erase_if(noted, [&](Date date) { return outdated != (!finished.empty() && date <= finished.back()); });
  return noted;
}

std::vector<Date> Nights::unfinished() const { return noted(false); }

ordered_json Nights::find(Date date) const {
  const fs::path file = file_of(date);
  return fs::exists(file) ? read_night(file) : ordered_json();
}

std::optional<Date> Nights::last_training() const {
  const auto all = dates();
  for (auto date = all.rbegin(); date != all.rend(); ++date) {
    if (read_night(file_of(*date)).at("decision").at("retrain") == true) return *date;
  }
  return std::nullopt;
}

bool Nights::publish(Date date, const ordered_json& record) const {
  const bool published = storage::write_new_file(file_of(date), storage::seal(record));
  for (const fs::path& file : outdated()) {
    std::error_code kept;  // nobody looks at it
    fs::remove(file, kept);
  }
  return published;
}

ordered_json Nights::begun(Date date) const {
  const fs::path file = begun_file(date);
  try {
    if (fs::exists(file)) return storage::unseal(storage::read_file(file), file);
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
  }
  return ordered_json::object();
}

std::vector<fs::path> Nights::outdated() const {
  std::vector<fs::path> files;
  for (const Date date : noted(true)) files.push_back(begun_file(date));
  return files;
}

void Nights::note(Date date, const ordered_json& begun) const { storage::write_file(begun_file(date), storage::seal(begun)); }

}  // namespace trainyard::nightly
