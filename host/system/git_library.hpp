// libgit2, begun once, and its objects with owners. Private to system.
#pragma once

#include <filesystem>
#include <git2.h>
#include <memory>

namespace trainyard::system {

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Free<T, free>>;
using Repository = Owned<git_repository, git_repository_free>;

/// The repository that the folder lies in; nothing, and libgit2's code, when there is none.
Repository open_repository(const std::filesystem::path& folder, int& code);

}  // namespace trainyard::system
