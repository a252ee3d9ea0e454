// Which code HDF5 may load to decompress a file.
#pragma once

#include <string>

namespace trainyard::hdf5 {

/// Lets HDF5 load plug-ins only when HDF5_PLUGIN_PATH names their folders and nobody but root and this user can write to any of them;
/// otherwise, and by default, it loads none. For the whole process. Returns why there are none, or "".
std::string restrict_plugins();

}  // namespace trainyard::hdf5
