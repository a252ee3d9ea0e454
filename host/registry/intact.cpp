#include "host/registry/intact.hpp"

#include "host/error/error.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::registry {

void check_on_record(const std::filesystem::path& folder, const Version& version) {
  const auto manifest = folder / storage::manifest_name;
  if (!std::filesystem::exists(manifest)) {
    throw Error(ExitCode::bad_data,
                folder.string() + ": missing, although it is registered; restore it from a copy, or register the run again");
  }
  if (storage::sha256_file(manifest) != version.checksum) {
    throw Error(ExitCode::bad_data, folder.string() +
                                        ": not the version that was registered (its manifest's SHA-256 is not the one in the "
                                        "audit); restore it from a copy, or register the run again");
  }
  storage::read_verified(folder, bundle_index);
}

void check_intact(const std::filesystem::path& folder, const Version& version) {
  check_on_record(folder, version);
  check_folder(folder, "the version");
}

void check_folder(const std::filesystem::path& folder, const std::string& what) {
  const auto findings = storage::verify_folder(folder);
  if (findings.empty()) return;
  const storage::Finding& first = findings.front();
  throw Error(ExitCode::bad_data, what + " " + folder.string() +
                                      " was changed after it was published: " + first.path.lexically_relative(folder).string() + ": " +
                                      first.problem + "; restore it from a copy (`trainyard verify` lists everything)");
}

}  // namespace trainyard::registry
