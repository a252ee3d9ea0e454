#include <array>
#include <ctime>
#include <pwd.h>
#include <unistd.h>
#include <vector>

#include "host/system/git_library.hpp"
#include "host/system/system.hpp"

namespace trainyard::system {
namespace {

using nlohmann::ordered_json;

/// libgit2 counts its users; one for the life of the program.
struct GitLibrary {
  GitLibrary() { git_libgit2_init(); }
  ~GitLibrary() { git_libgit2_shutdown(); }
};

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

void load_git() { static const GitLibrary library; }

Repository open_repository(const std::filesystem::path& folder, int& code) {
  load_git();
  git_repository* opened = nullptr;
  code = git_repository_open_ext(&opened, folder.c_str(), 0, nullptr);
  return Repository(opened);
}

ordered_json git_state(const std::filesystem::path& path) {
  const auto place = std::filesystem::absolute(path);
  int result = 0;
  const Repository repository = open_repository(std::filesystem::is_directory(place) ? place : place.parent_path(), result);
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
