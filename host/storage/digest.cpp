#include "host/storage/digest.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "host/storage/posix.hpp"

namespace trainyard::storage {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

namespace {

void check(int result) {
  if (result != 1) throw Error(ExitCode::bug, "OpenSSL cannot compute SHA-256");
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) { check(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr)); }

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) { check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size())); }

std::string Sha256::hex() {
  static constexpr char alphabet[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  check(EVP_DigestFinal_ex(state_->context, digest.data(), &length));
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += alphabet[digest[i] >> 4];
    text += alphabet[digest[i] & 15];
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  const Descriptor fd = open_file(path, O_RDONLY);
  if (!fd.open()) fail("cannot read", path, errno, errno == ENOENT || errno == ENOTDIR ? ExitCode::no_input : ExitCode::io);
  Sha256 digest;
  constexpr std::size_t block_bytes = 1 << 20;
  const auto block = std::make_unique_for_overwrite<char[]>(block_bytes);  // a small file touches little of it
  while (true) {
    const ssize_t got = ::read(fd.get(), block.get(), block_bytes);
    if (got == 0) return digest.hex();
    if (got > 0) {
      digest.update({block.get(), static_cast<std::size_t>(got)});
    } else if (errno != EINTR) {
      fail("cannot read", path, errno, ExitCode::io);
    }
  }
}

}  // namespace trainyard::storage
