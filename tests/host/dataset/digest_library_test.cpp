// libparquet exports an OpenSSL of its own; the digests of this program are those of the system's.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <string>

#include "host/source/reader.hpp"
#include "host/storage/digest.hpp"

namespace trainyard {
namespace {

std::string library_of(const void* function) {
  Dl_info found{};
  return ::dladdr(function, &found) != 0 ? found.dli_fname : "";
}

TEST(Digest, IsComputedByTheSystemsOpenSslBesideLibparquet) {
  EXPECT_THROW(source::open_reader("/nonexistent"), std::exception);  // so that the linker keeps libparquet
  ASSERT_NE(::dlopen("libparquet.so.2600", RTLD_NOW | RTLD_NOLOAD), nullptr);
  for (const void* function : {reinterpret_cast<const void*>(EVP_DigestInit_ex), reinterpret_cast<const void*>(EVP_DigestUpdate),
                               reinterpret_cast<const void*>(EVP_DigestFinal_ex), reinterpret_cast<const void*>(EVP_sha256)}) {
    EXPECT_NE(library_of(function).find("libcrypto.so"), std::string::npos) << library_of(function);
  }
  EXPECT_EQ(storage::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, B.1
}

}  // namespace
}  // namespace trainyard
