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

Owned<git_repository, git_repository_free> open_repository(const std::filesystem::path& path) {
  git_repository* repository = nullptr;
  git_repository_open_ext(&repository, path.c_str(), 0, nullptr);
  return Owned<git_repository, git_repository_free>(repository);
}

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
  const auto folder = std::filesystem::absolute(std::filesystem::is_directory(path) ? path : path.parent_path());
  const auto repository = open_repository(folder);
  git_oid head{};
  if (!repository || git_reference_name_to_id(&head, repository.get(), "HEAD") != 0) return {{"commit", nullptr}, {"dirty", nullptr}};
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
