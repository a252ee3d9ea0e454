// cuBLAS is loaded on first use: it takes 0.1 s and 220 MB, and most programs never multiply on a GPU.
#pragma once

#include <string>
#include <vector>

namespace trainyard::kernels {

/// Loads the first of these libraries that is there, by path or by name, and returns dlopen's handle. It is never unloaded.
/// Throws DeviceUnavailable, saying why each did not load.
void* load_cublas(const std::vector<std::string>& places);

}  // namespace trainyard::kernels
