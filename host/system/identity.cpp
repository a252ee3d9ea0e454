#include <array>
#include <ctime>
#include <git2.h>
#include <memory>
#include <pwd.h>
#include <unistd.h>
#include <vector>

#include "host/system/system.hpp"

namespace trainyard::system {
namespace {

using nlohmann::ordered_json;

/// libgit2 counts its users; one for the life of the program.
struct GitLibrary {
  GitLibrary() { git_libgit2_init(); }
  ~GitLibrary() { git_libgit2_shutdown(); }
};

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Free<T, free>>;

/// Whether a tracked file differs from the commit; untracked files do not count.
ordered_json is_dirty(git_repository* repository) {
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  git_status_list* list = nullptr;
  if (git_status_list_new(&list, repository, &options) != 0) return nullptr;
  const Owned<git_status_list, git_status_list_free> guard(list);
  return git_status_list_entrycount(list) > 0;
}

}  // namespace

ordered_json git_state(const std::filesystem::path& path) {
  static const GitLibrary library;
  const auto place = std::filesystem::absolute(path);
  const auto folder = std::filesystem::is_directory(place) ? place : place.parent_path();
  git_repository* opened = nullptr;
  const int result = git_repository_open_ext(&opened, folder.c_str(), 0, nullptr);
  const Owned<git_repository, git_repository_free> repository(opened);
  ordered_json none = {{"commit", nullptr}, {"dirty", nullptr}};
  if (result != 0) {
    const git_error* why = git_error_last();
    if (result != GIT_ENOTFOUND && why != nullptr) none["error"] = why->message;  // such as a repository of another owner
    return none;
  }
  git_oid head{};
  if (git_reference_name_to_id(&head, repository.get(), "HEAD") != 0) return none;  // nothing committed yet
  std::array<char, GIT_OID_HEXSZ + 1> hex{};
  git_oid_tostr(hex.data(), hex.size(), &head);
  return {{"commit", hex.data()}, {"dirty", is_dirty(repository.get())}};
}

std::string user() {
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return std::to_string(geteuid());
}

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

}  // namespace trainyard::system
