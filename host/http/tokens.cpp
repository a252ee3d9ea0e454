#include "host/http/tokens.hpp"

#include <openssl/crypto.h>
#include <sys/stat.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::http {
namespace {

constexpr std::size_t shortest_token = 16;
constexpr std::string_view blanks = " \t\r";

std::string looks_of(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "";
  return std::to_string(info.st_ino) + " " + std::to_string(info.st_size) + " " + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec);
}

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

// Messages name the line and never show what it holds.
std::vector<std::string> read_digests(const std::filesystem::path& file) {
  const std::string text = storage::read_file(file);
  std::vector<std::string> digests;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view token = trimmed(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    if (token.empty() || token.front() == '#') continue;
    const std::string where = file.string() + ":" + std::to_string(number + 1);
    if (token.size() < shortest_token) {
      throw Error(ExitCode::bad_config, where + ": the token has " + std::to_string(token.size()) + " characters, and " +
                                            std::to_string(shortest_token) + " are the least; make one with: openssl rand -hex 32");
    }
    if (token.find_first_of(blanks) != std::string_view::npos) {
      throw Error(ExitCode::bad_config, where + ": the token has a blank in it; give each token a line of its own");
    }
    digests.push_back(storage::sha256(token));
  }
  if (digests.empty()) {
    throw Error(ExitCode::bad_config, file.string() + ": holds no token, so nobody could call the service; write one to a line");
  }
  return digests;
}

}  // namespace

Tokens::Tokens(std::filesystem::path file)
    : file_(std::move(file)), looks_(looks_of(file_)), digests_(std::make_shared<const Digests>(read_digests(file_))) {}

bool Tokens::allow(std::string_view authorization) const {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if ((authorization[i] | ('A' ^ 'a')) != scheme[i]) return false;
  }
  const std::string given = storage::sha256(trimmed(authorization.substr(scheme.size())));
  std::shared_ptr<const Digests> digests;
  {
    const std::scoped_lock lock(mutex_);
    digests = digests_;
  }
  bool known = false;
  for (const std::string& digest : *digests) known |= CRYPTO_memcmp(digest.data(), given.data(), digest.size()) == 0;
  return known;
}

std::string Tokens::refresh() {
  std::string looks = looks_of(file_);
  if (looks == looks_) return "";
  looks_ = std::move(looks);
  try {
    auto digests = std::make_shared<const Digests>(read_digests(file_));
    const std::scoped_lock lock(mutex_);
    digests_ = std::move(digests);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace trainyard::http
