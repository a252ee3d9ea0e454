// The CUDA side of exec.hpp, as plain functions, so that exec.cpp needs no CUDA header.
#pragma once

#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::kernels::cuda {

std::vector<GpuInfo> visible_gpus();
CudaVersions versions();

}  // namespace trainyard::kernels::cuda
