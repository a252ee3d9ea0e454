#include <dlfcn.h>
#include <string>
#include <vector>

#include "kernels/base/cublas.cuh"
#include "kernels/base/cublas.hpp"
#include "kernels/base/device_error.hpp"

namespace trainyard::kernels {
namespace {

const std::string major_version = std::to_string(CUBLAS_VER_MAJOR);
const std::string soname = "libcublas.so." + major_version;

[[noreturn]] void unusable(const std::string& why) {
  throw DeviceUnavailable("cuBLAS cannot be loaded: " + why + "; install " + soname + " of CUDA " + major_version +
                          ", name its folder in LD_LIBRARY_PATH, or take device cpu");
}

template <typename Function>
void find(void* library, const char* name, Function& out) {
  out = reinterpret_cast<Function>(dlsym(library, name));
  if (out == nullptr) unusable(std::string("it has no ") + name);
}

CublasApi load() {
  void* library = load_cublas({TRAINYARD_CUBLAS_FOLDER "/" + soname, soname});
  CublasApi api;
#define TRAINYARD_CUBLAS_FIND(name) find(library, #name, api.name);
  TRAINYARD_CUBLAS_FUNCTIONS(TRAINYARD_CUBLAS_FIND)
#undef TRAINYARD_CUBLAS_FIND
  return api;
}

}  // namespace

void* load_cublas(const std::vector<std::string>& places) {
  std::string why;
  for (const std::string& place : places) {
    if (void* library = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
    why += (why.empty() ? "" : "; ") + std::string(dlerror());
  }
  unusable(why);
}

const CublasApi& cublas() {
  static const CublasApi api = load();
  return api;
}

}  // namespace trainyard::kernels
