#include "host/search/trial_store.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;

constexpr const char* closed_name = "closed";
constexpr int most_crashes = 2;
constexpr int most_deaths = 10;

fs::path file_of(const fs::path& folder, std::uint64_t number, const char* extension) {
  char name[48];
  std::snprintf(name, sizeof name, "%06llu.%s", static_cast<unsigned long long>(number), extension);
  return folder / name;
}

/// Nothing when there is no such file.
std::optional<std::string> text_of(const fs::path& file) {
  try {
    return storage::read_file(file);
  } catch (const Error& e) {
    if (e.code() == ExitCode::no_input) return std::nullopt;
    throw;
  }
}

/// The number that a text begins with; 0 when it begins with none.
int number_in(const std::string& text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string why_given_up(int deaths, const std::string& crashes) {
  if (std::ranges::count(crashes, '\n') >= most_crashes) {
    const int signal = number_in(crashes);
    return "the process crashed in it twice, by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  }
  if (deaths < most_deaths) return "";
  return std::to_string(deaths) + " processes were killed in it; where nobody killed them, the machine was short of memory";
}

}  // namespace

std::vector<std::uint64_t> trial_numbers(const fs::path& folder) {
  constexpr std::string_view ending = ".json";
  std::vector<std::uint64_t> numbers;
  for (const std::string& name : storage::names_in(folder)) {
    if (!name.ends_with(ending)) continue;
    const std::size_t digits = name.size() - ending.size();
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + digits, number);
    const bool plain = digits == 6 || (digits > 6 && name[0] != '0');
    if (code == std::errc() && end == name.data() + digits && plain) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

fs::path trial_file(const fs::path& folder, std::uint64_t number) { return file_of(folder, number, "json"); }

std::optional<Trial> read_trial(const fs::path& folder, std::uint64_t number) {
  const fs::path path = trial_file(folder, number);
  const auto text = text_of(path);
  if (!text) return std::nullopt;
  std::string problem;
  try {
    Trial trial = Trial::from_json(nlohmann::ordered_json::parse(*text));
    if (trial.number == number) return trial;
    problem = "the record of trial " + std::to_string(trial.number) + "; start afresh with --new";
  } catch (const nlohmann::json::exception& e) {
    problem = std::string("not JSON: ") + e.what() + "; start afresh with --new";
  } catch (const Error& e) {
    problem = e.what();
  }
  throw Error(ExitCode::bad_data, path.string() + ": " + problem);
}

TrialStore::TrialStore(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directory(folder_, error);
  if (error) throw Error(ExitCode::cannot_create, "cannot make the folder " + folder_.string() + ": " + error.message());
}

fs::path TrialStore::file(std::uint64_t number, const char* extension) const { return file_of(folder_, number, extension); }

std::optional<Claim> TrialStore::claim(std::uint64_t number) const {
  auto lease = storage::Lease::acquire(file(number, "claim"));
  if (!lease || fs::exists(file(number, "json")) || is_closed()) return std::nullopt;  // in this order: see close()
  std::string given_up = why_given_up(count_deaths(number, lease->taken_over()), text_of(file(number, "crashes")).value_or(""));
  return Claim{.number = number, .lease = std::move(*lease), .note = crash_note(number), .given_up = std::move(given_up)};
}

int TrialStore::count_deaths(std::uint64_t number, bool one_more) const {
  const int deaths = number_in(text_of(file(number, "deaths")).value_or("")) + (one_more ? 1 : 0);
  if (one_more) storage::write_file(file(number, "deaths"), std::to_string(deaths) + "\n");
  return deaths;
}

bool TrialStore::publish(const Trial& trial) const {
  return storage::write_new_file(file(trial.number, "json"), trial.to_json().dump(2) + "\n");
}

std::vector<fs::path> TrialStore::files_with(std::initializer_list<const char*> extensions) const {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entries(folder_, error), end; !error && entries != end; entries.increment(error)) {
    if (std::ranges::find(extensions, entries->path().extension().string()) != extensions.end()) found.push_back(entries->path());
  }
  if (error) throw Error(ExitCode::io, "cannot list " + folder_.string() + ": " + error.message());
  return found;
}

void TrialStore::open() const { fs::remove(folder_ / closed_name); }

void TrialStore::close() const { storage::write_file(folder_ / closed_name, ""); }

bool TrialStore::is_closed() const {
  std::error_code gone;
  return fs::exists(folder_ / closed_name, gone);
}

bool TrialStore::is_busy() const {
  return std::ranges::any_of(files_with({".claim"}), [](const fs::path& claim) { return storage::Lease::held(claim); });
}

void TrialStore::remove_claims() const {
  for (const fs::path& path : files_with({".claim", ".deaths", ".crashes"})) fs::remove(path);
  open();
}

}  // namespace trainyard::search
