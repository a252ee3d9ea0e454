// Whether a device grows the trees that it should.
#pragma once

#include <string>

#include "kernels/base/exec.hpp"

namespace trainyard::kernels::trees {

/// "" when boosters there give the bits of those on the CPU, tried on a small table once in the life of the program; else what is wrong:
/// "its trees are not those of the CPU". So a search never compares trials by trees that nobody would get elsewhere. Throws DeviceError
/// when the device itself fails. On the CPU "".
std::string trouble_on(const Exec& exec);

/// What trouble_on() says, found out anew, also by the device's booster on the CPU.
std::string found_trouble(const Exec& exec);

}  // namespace trainyard::kernels::trees
