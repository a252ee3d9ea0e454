#include "host/hdf5/plugins.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "host/hdf5/hdf5.hpp"

namespace trainyard::hdf5 {
namespace {

bool is_trusted(const std::string& folder) {
  struct stat state {};
  return ::stat(folder.c_str(), &state) == 0 && S_ISDIR(state.st_mode) && (state.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
         (state.st_uid == 0 || state.st_uid == ::geteuid());
}

std::string reason_against(std::string_view folders) {
  if (folders.empty()) return "HDF5_PLUGIN_PATH is not set";
  while (!folders.empty()) {
    const std::string folder(folders.substr(0, folders.find(':')));
    if (!is_trusted(folder)) {
      return "HDF5_PLUGIN_PATH names '" + folder + "', which is no folder that only you and root can write to";
    }
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
  }
  return "";
}

}  // namespace

std::string restrict_plugins() {
  const char* folders = std::getenv("HDF5_PLUGIN_PATH");
  std::string reason = reason_against(folders == nullptr ? "" : folders);
  checked(H5PLset_loading_state(reason.empty() ? H5PL_ALL_PLUGIN : 0), "restricting plug-ins");
  return reason;
}

}  // namespace trainyard::hdf5
