#include "kernels/encode/encode.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::encode {

std::span<const Encoder> encoders() {
  static const std::array list = {onehot, ordinal, frequency, target, woe, hashing, native};
  return list;
}

const Encoder* find_encoder(std::string_view name) {
  const auto found = std::find_if(encoders().begin(), encoders().end(), [&](const Encoder& e) { return e.name == name; });
  return found == encoders().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::encode
