#include "host/search/trial_store.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;

constexpr int most_crashes = 2;
constexpr int most_deaths = 10;

fs::path file_of(const fs::path& folder, std::uint64_t number, const char* extension) {
  char name[48];
  std::snprintf(name, sizeof name, "%06llu.%s", static_cast<unsigned long long>(number), extension);
  return folder / name;
}

/// "" when there is no such file.
std::string text_of(const fs::path& file) {
  try {
    return storage::read_file(file);
  } catch (const Error& e) {
    if (e.code() == ExitCode::no_input) return "";
    throw;
  }
}

std::string why_given_up(int deaths, const std::string& crashes) {
  if (std::ranges::count(crashes, '\n') >= most_crashes) {
    const int signal = std::atoi(crashes.c_str());
    return "the process crashed in it twice, by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  }
  if (deaths < most_deaths) return "";
  return std::to_string(deaths) + " processes were killed in it; where nobody killed them, the machine was short of memory";
}

}  // namespace

std::optional<Trial> read_trial(const fs::path& folder, std::uint64_t number) {
  const fs::path path = file_of(folder, number, "json");
  const std::string text = text_of(path);
  if (text.empty() && !fs::exists(path)) return std::nullopt;
  try {
    return Trial::from_json(nlohmann::ordered_json::parse(text));
  } catch (const nlohmann::json::exception& e) {
    throw Error(ExitCode::bad_data, path.string() + ": not JSON: " + e.what() + "; start afresh with --new");
  }
}

TrialStore::TrialStore(fs::path folder) : folder_(std::move(folder)) { storage::make_folder(folder_); }

fs::path TrialStore::file(std::uint64_t number, const char* extension) const { return file_of(folder_, number, extension); }

std::optional<Claim> TrialStore::claim(std::uint64_t number) const {
  auto lease = storage::Lease::acquire(file(number, "claim"));
  if (!lease || fs::exists(file(number, "json"))) return std::nullopt;
  std::string given_up = lease->taken_over() ? count_death(number) : "";
  return Claim{.number = number, .lease = std::move(*lease), .note = CrashNote(file(number, "crashes")), .given_up = std::move(given_up)};
}

std::string TrialStore::count_death(std::uint64_t number) const {
  const int deaths = std::atoi(text_of(file(number, "deaths")).c_str()) + 1;
  storage::write_file(file(number, "deaths"), std::to_string(deaths) + "\n");
  return why_given_up(deaths, text_of(file(number, "crashes")));
}

bool TrialStore::publish(const Trial& trial) const {
  return storage::write_new_file(file(trial.number, "json"), trial.to_json().dump(2) + "\n");
}

std::vector<fs::path> TrialStore::files_with(std::initializer_list<const char*> extensions) const {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (std::ranges::find(extensions, entry.path().extension().string()) != extensions.end()) found.push_back(entry.path());
  }
  return found;
}

bool TrialStore::is_busy() const {
  return std::ranges::any_of(files_with({".claim"}), [](const fs::path& claim) { return storage::Lease::held(claim); });
}

void TrialStore::remove_claims() const {
  for (const fs::path& path : files_with({".claim", ".deaths", ".crashes"})) fs::remove(path);
}

}  // namespace trainyard::search
