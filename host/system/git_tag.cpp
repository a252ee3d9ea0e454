#include <array>
#include <string>

#include "host/error/error.hpp"
#include "host/system/git_library.hpp"
#include "host/system/system.hpp"

namespace trainyard::system {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& remedy) {
  const git_error* why = git_error_last();
  throw Error(ExitCode::no_input, "--git-tag: " + what + (why == nullptr ? "" : std::string(" (") + why->message + ")") + "; " + remedy);
}

Repository open_for_tag(const std::filesystem::path& folder) {
  int code = 0;
  Repository repository = open_repository(folder, code);
  if (code != 0) refuse("no git repository at " + folder.string(), "leave --git-tag out, or give the command where the code is");
  return repository;
}

git_oid commit_id(git_repository* repository, const std::string& commit) {
  git_oid id{};
  git_commit* found = nullptr;
  const bool known = git_oid_fromstr(&id, commit.c_str()) == 0 && git_commit_lookup(&found, repository, &id) == 0;
  const Owned<git_commit, git_commit_free> guard(found);
  if (!known) refuse("the repository has no commit '" + commit + "'", "fetch it, or leave --git-tag out");
  return id;
}

/// What the tag stands for: the commit that it names, peeled. False when there is no such tag.
bool find_tag(git_repository* repository, const std::string& tag, git_oid& id) {
  git_object* found = nullptr;
  if (git_revparse_single(&found, repository, ("refs/tags/" + tag + "^{commit}").c_str()) != 0) return false;
  const Owned<git_object, git_object_free> guard(found);
  id = *git_object_id(found);
  return true;
}

}  // namespace

bool check_git_tag(const std::filesystem::path& folder, const std::string& tag, const std::string& commit) {
  const Repository repository = open_for_tag(folder);
  const git_oid wanted = commit_id(repository.get(), commit);
  git_oid there{};
  if (!find_tag(repository.get(), tag, there)) return false;
  if (git_oid_equal(&there, &wanted) != 0) return true;
  throw Error(ExitCode::cannot_create,
              "--git-tag: the tag " + tag + " exists already, on another commit; remove it, or leave --git-tag out");
}

void make_git_tag(const std::filesystem::path& folder, const std::string& tag, const std::string& commit, const std::string& message) {
  if (check_git_tag(folder, tag, commit)) return;
  const Repository repository = open_for_tag(folder);
  const git_oid id = commit_id(repository.get(), commit);
  git_commit* target = nullptr;
  if (git_commit_lookup(&target, repository.get(), &id) != 0) refuse("cannot read the commit", "check the repository");
  const Owned<git_commit, git_commit_free> guard(target);
  git_signature* who = nullptr;
  if (git_signature_default(&who, repository.get()) != 0 && git_signature_now(&who, user().c_str(), user().c_str()) != 0) {
    refuse("no name to sign with", "set user.name and user.email in git");
  }
  const Owned<git_signature, git_signature_free> signature(who);
  git_oid made{};
  // A commit is an object: the cast is libgit2's own idiom in C.
  if (git_tag_create(&made, repository.get(), tag.c_str(), reinterpret_cast<git_object*>(target), who, message.c_str(), 0) != 0) {
    refuse("cannot make the tag " + tag, "check that the repository can be written");
  }
}

}  // namespace trainyard::system
