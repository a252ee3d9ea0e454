// What kernels throw. The host maps them to exit codes; kernels know no exit codes.
#pragma once

#include <stdexcept>

namespace trainyard {

/// A device, or a library that it needs, was asked for that this program or machine does not have (exit code 69).
struct DeviceUnavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A call to the GPU failed: a fault of the machine, its driver or ours (exit code 70), unless it is the type below.
struct DeviceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The GPU has too little free memory (exit code 71). On the CPU kernels throw std::bad_alloc.
struct DeviceOutOfMemory : DeviceError {
  using DeviceError::DeviceError;
};

}  // namespace trainyard
