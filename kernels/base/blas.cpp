#include "kernels/base/blas.hpp"

#include <dlfcn.h>
#include <stdexcept>
#include <string>

namespace trainyard::kernels {
namespace {

constexpr const char* soname = "libopenblas.so.0";

template <typename Function>
void find(void* library, const char* name, Function*& out) {
  out = reinterpret_cast<Function*>(dlsym(library, name));
  if (out == nullptr) throw std::runtime_error(std::string(soname) + " is not OpenBLAS with LAPACK: it has no " + name);
}

BlasApi load() {
  void* library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(std::string("OpenBLAS cannot be loaded: ") + dlerror() + "; install libopenblas0");
  BlasApi api;
#define TRAINYARD_BLAS_FIND(type, name) find(library, #name, api.name);
  TRAINYARD_BLAS_FUNCTIONS(TRAINYARD_BLAS_FIND)
#undef TRAINYARD_BLAS_FIND
  decltype(::openblas_set_num_threads)* set_threads = nullptr;
  find(library, "openblas_set_num_threads", set_threads);
  set_threads(1);
  return api;
}

}  // namespace

const BlasApi& blas() {
  static const BlasApi api = load();
  return api;
}

}  // namespace trainyard::kernels
