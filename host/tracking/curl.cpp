#include "host/tracking/curl.hpp"

#include <dlfcn.h>
#include <string>

#include "host/error/error.hpp"

namespace trainyard::tracking {
namespace {

constexpr const char* library = "libcurl.so.4";
constexpr unsigned oldest = 0x075500;  // 7.85.0: CURLOPT_PROTOCOLS_STR

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ExitCode::unavailable,
              std::string("no tracking server can be asked: ") + why + "; install libcurl 7.85 or newer (Debian: libcurl4)");
}

template <class Function>
void find(void* handle, const char* name, Function& function) {
  void* const address = ::dlsym(handle, name);
  if (address == nullptr) refuse(std::string(library) + " has no " + name);
  function = reinterpret_cast<Function>(address);
}

Curl open() {
  void* const handle = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) refuse(::dlerror());
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_version_info) version_info = nullptr;
  find(handle, "curl_global_init", global_init);
  find(handle, "curl_version_info", version_info);
  if (version_info(CURLVERSION_NOW)->version_num < oldest) refuse(std::string("libcurl ") + version_info(CURLVERSION_NOW)->version);
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) refuse(std::string(library) + " does not start");
  Curl curl{};
  find(handle, "curl_easy_init", curl.easy_init);
  find(handle, "curl_easy_cleanup", curl.easy_cleanup);
  find(handle, "curl_easy_reset", curl.easy_reset);
  find(handle, "curl_easy_setopt", curl.easy_setopt);
  find(handle, "curl_easy_perform", curl.easy_perform);
  find(handle, "curl_easy_getinfo", curl.easy_getinfo);
  find(handle, "curl_easy_strerror", curl.easy_strerror);
  find(handle, "curl_easy_escape", curl.easy_escape);
  find(handle, "curl_free", curl.free);
  find(handle, "curl_slist_append", curl.slist_append);
  find(handle, "curl_slist_free_all", curl.slist_free_all);
  return curl;
}

}  // namespace

const Curl& curl() {
  static const Curl functions = open();
  return functions;
}

}  // namespace trainyard::tracking
