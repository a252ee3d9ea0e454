#include "jobs/failure.hpp"

#include <cstdlib>
#include <cxxabi.h>
#include <filesystem>
#include <new>
#include <unistd.h>

#include "jobs/terminal.hpp"
#include "jobs/text.hpp"
#include "kernels/base/device_error.hpp"

namespace trainyard::jobs {

namespace {

constexpr ExitMeaning meanings[] = {
    {ExitCode::done, "done", "done, or nothing to do"},
    {ExitCode::verdict_no, "verdict_no", "ran, and the verdict is no"},
    {ExitCode::usage, "usage", "wrong usage"},
    {ExitCode::bad_data, "bad_data", "bad data"},
    {ExitCode::no_input, "no_input", "input is missing"},
    {ExitCode::unavailable, "unavailable", "device or service unavailable"},
    {ExitCode::bug, "bug", "a bug in trainyard"},
    {ExitCode::out_of_memory, "out_of_memory", "out of memory"},
    {ExitCode::cannot_create, "cannot_create", "output cannot be created"},
    {ExitCode::io, "io", "reading or writing failed"},
    {ExitCode::interrupted, "interrupted", "interrupted with everything saved: resume goes on"},
    {ExitCode::not_permitted, "not_permitted", "not permitted"},
    {ExitCode::bad_config, "bad_config", "bad config"},
};

Failure bug(const std::string& what) {
  return {ExitCode::bug, "this is a bug in trainyard: " + what +
                             "\n  please report this message with the command, the config and the output of `trainyard --version` "
                             "and `trainyard doctor`"};
}

std::string type_name() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "unknown exception";
  char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr);
  std::string shown = name != nullptr ? name : type->name();
  std::free(name);
  return shown;
}

Failure classify(const std::exception_ptr& thrown) {
  const std::string memory_remedy = "; lower `memory` in the config, or run where more is free";
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    return error.code() == ExitCode::bug ? bug(error.what()) : Failure{error.code(), error.what()};
  } catch (const DeviceUnavailable& error) {
    return {ExitCode::unavailable, error.what()};
  } catch (const DeviceOutOfMemory& error) {
    return {ExitCode::out_of_memory, error.what() + memory_remedy};
  } catch (const std::bad_alloc&) {
    return {ExitCode::out_of_memory, "out of memory" + memory_remedy};
  } catch (const std::filesystem::filesystem_error& error) {
    return {ExitCode::io, error.what()};
  } catch (const std::exception& error) {
    return bug(type_name() + ": " + error.what());
  } catch (...) {
    return bug(type_name());
  }
}

}  // namespace

std::span<const ExitMeaning> exit_meanings() { return meanings; }

nlohmann::ordered_json Failure::document() const {
  std::string reason;
  for (const ExitMeaning& meaning : meanings) {
    if (meaning.code == code) reason = meaning.name;
  }
  const char* status = code == ExitCode::interrupted ? "interrupted" : "error";
  return {{"status", status}, {"code", static_cast<int>(code)}, {"reason", reason}, {"message", message}};
}

std::string Failure::text() const {
  const std::string prefix = code == ExitCode::interrupted ? "" : "error: ";
  std::string text;
  std::size_t begin = 0;
  while (begin <= message.size()) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    const std::string line = printable(std::string_view(message).substr(begin, end - begin), std::string::npos);
    if (!line.empty()) text += (line.front() == ' ' ? "" : prefix) + line + "\n";
    begin = end + 1;
  }
  return text;
}

Failure failure_of(const std::exception_ptr& thrown) noexcept {
  try {
    return classify(thrown);
  } catch (...) {
    return {ExitCode::out_of_memory, {}};  // not even a message could be made
  }
}

void explain_terminate() {
  std::set_terminate([] {
    const Failure failure = std::current_exception() ? failure_of(std::current_exception()) : bug("terminated without an exception");
    write_message(failure.text());
    ::_exit(static_cast<int>(failure.code));
  });
}

}  // namespace trainyard::jobs
