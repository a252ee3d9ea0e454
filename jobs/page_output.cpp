#include "jobs/page_output.hpp"

#include "host/storage/overwrite.hpp"

namespace trainyard::jobs {

std::filesystem::path page_output(const Invocation& invocation) {
  if (!invocation.has("output")) return {};
  const std::filesystem::path file = std::filesystem::absolute(invocation.text("output")).lexically_normal();
  if (file.extension() != ".html") {
    throw Error(ExitCode::usage,
                invocation.verb().name + ": --output " + invocation.text("output") + ": the file's name has to end in .html");
  }
  storage::check_replaceable("--output", file, {});
  return file;
}

}  // namespace trainyard::jobs
