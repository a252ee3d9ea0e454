#include "host/models/xgboost/library.hpp"

#include <cstdlib>
#include <dlfcn.h>
#include <mutex>
#include <string_view>
#include <utility>

#include "host/models/model.hpp"

namespace trainyard::models::xgboost {
namespace {

namespace fs = std::filesystem;

constexpr Version kWanted{3, 2, 0};  // the patch level is free
constexpr const char* kRemedy = "run `./dev setup`, or set TRAINYARD_XGBOOST to the libxgboost.so of XGBoost 3.2";

std::vector<fs::path> places() {
  const char* named = std::getenv("TRAINYARD_XGBOOST");
  if (named && *named) return {named};
  std::vector<fs::path> out{TRAINYARD_XGBOOST_LIBRARY};
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  for (const char* folder : {"xgboost", "xgboost-cpu"}) {
    if (failed) break;
    out.push_back((program.parent_path() / "../lib/trainyard" / folder / "xgboost/lib/libxgboost.so").lexically_normal());
  }
  return out;
}

fs::path find() {
  std::string tried;
  for (const fs::path& place : places()) {
    std::error_code failed;
    if (fs::exists(place, failed)) return place;
    tried += (tried.empty() ? "" : ", ") + place.string();
  }
  throw Error(ExitCode::unavailable, "the XGBoost library is not there; looked for " + tried + ": " + kRemedy);
}

template <typename Function>
void load(void* library, const fs::path& path, const char* name, Function*& out) {
  out = reinterpret_cast<Function*>(dlsym(library, name));
  if (!out) throw Error(ExitCode::unavailable, path.string() + " is not XGBoost 3.2 (no " + name + "): " + kRemedy);
}

bool mentions(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

std::vector<std::string>*& sink() {
  thread_local std::vector<std::string>* current = nullptr;
  return current;
}

void collect(const char* message) {
  if (!sink()) return;
  try {
    sink()->push_back(plain_message(message));
  } catch (...) {  // no exception may pass through C
  }
}

}  // namespace

std::string text(const Version& version) {
  return std::to_string(version[0]) + "." + std::to_string(version[1]) + "." + std::to_string(version[2]);
}

Library::Library(fs::path path) : path_(std::move(path)) {
  void* opened = dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!opened) throw Error(ExitCode::unavailable, std::string("the XGBoost library cannot be loaded: ") + dlerror() + ": " + kRemedy);
#define TRAINYARD_XGBOOST_LOAD(result, name, arguments) load(opened, path_, #name, api_.name);
  TRAINYARD_XGBOOST_FUNCTIONS(TRAINYARD_XGBOOST_LOAD)
#undef TRAINYARD_XGBOOST_LOAD
  api_.XGBoostVersion(&version_[0], &version_[1], &version_[2]);
  if (version_[0] != kWanted[0] || version_[1] != kWanted[1]) {
    throw Error(ExitCode::unavailable,
                path_.string() + " is XGBoost " + text(version_) + "; models need 3.2, for others may read them wrongly: " + kRemedy);
  }
}

const Library& Library::get() {
  // Never unloaded: its threads live as long as the process.
  static std::mutex mutex;
  static const Library* library = nullptr;
  const std::lock_guard lock(mutex);
  if (!library) library = new Library(find());
  return *library;
}

void Library::check(int rc, const std::string& doing, ExitCode blame) const {
  if (rc == 0) return;
  const std::string message = plain_message(api_.XGBGetLastError());
  const bool memory = mentions(message, "bad_alloc") || mentions(message, "out of memory") || mentions(message, "llocation error");
  throw Error(memory ? ExitCode::out_of_memory : blame, "XGBoost failed while " + doing + ": " + message);
}

std::string plain_message(const std::string& raw) {
  std::string_view rest(raw);
  rest = rest.substr(0, rest.find("\nStack trace"));
  // "[12:34:56] WARNING: /path/file.cc:123: what happened"
  if (rest.starts_with('[') && rest.find("] ") != rest.npos) rest.remove_prefix(rest.find("] ") + 2);
  if (rest.starts_with("WARNING: ")) rest.remove_prefix(9);
  if (rest.starts_with('/') && rest.find(": ") != rest.npos) rest.remove_prefix(rest.find(": ") + 2);
  std::string out;
  for (const char c : rest) {
    if (c != '\n') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Warnings::Warnings(const Library& library) : outer_(std::exchange(sink(), &messages_)) {
  library.check(library.api().XGBRegisterLogCallback(&collect), "its messages were redirected", ExitCode::bug);
}

Warnings::~Warnings() { sink() = outer_; }

std::vector<std::string> Warnings::take() { return std::exchange(messages_, {}); }

std::string bytes_of(const OwnedBooster& booster) {
  Length length = 0;
  const char* bytes = nullptr;
  booster.library().check(booster.library().api().XGBoosterSaveModelToBuffer(booster.get(), R"({"format":"ubj"})", &length, &bytes),
                          "the model was saved", ExitCode::bug);
  return {bytes, bytes + length};
}

}  // namespace trainyard::models::xgboost

namespace trainyard::models {

std::string xgboost_version() {
  try {
    return xgboost::text(xgboost::Library::get().version());
  } catch (const Error&) {
    return "";
  }
}

}  // namespace trainyard::models
