#include "host/stream/librdkafka.hpp"

#include <dlfcn.h>

#include "host/error/error.hpp"

namespace trainyard::stream {
namespace {

constexpr const char* library_file = "librdkafka.so.1";
constexpr int oldest = 0x02000000;  // 2.0.0

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ExitCode::unavailable, "no stream can be read: " + why + "; install librdkafka 2.0 or newer (Debian: librdkafka1)");
}

template <class Function>
void find(void* handle, const char* name, Function& function) {
  void* const address = ::dlsym(handle, name);
  if (address == nullptr) refuse(std::string(library_file) + " has no " + name);
  function = reinterpret_cast<Function>(address);
}

Library open() {
  void* const handle = ::dlopen(library_file, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) refuse(::dlerror());
  Library functions{};
#define TRAINYARD_FIND(name) find(handle, #name, functions.name);
  TRAINYARD_LIBRDKAFKA(TRAINYARD_FIND)
#undef TRAINYARD_FIND
  if (functions.rd_kafka_version() < oldest) refuse(std::string(library_file) + " is version " + functions.rd_kafka_version_str());
  return functions;
}

}  // namespace

const Library& library() {
  static const Library functions = open();
  return functions;
}

}  // namespace trainyard::stream
