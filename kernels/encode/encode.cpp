#include "kernels/encode/encode.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::encode {

std::span<const Encoder> encoders() {
  static constexpr std::array list = {
      Encoder{
          "onehot", "a column of 0 and 1 for each category", true,
          [](const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result) { onehot(exec, codes, positions, result); }},
      Encoder{"ordinal", "the category's number in sorted order", false,
              [](const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result) {
                ordinal(exec, codes, positions, result);
              }},
  };
  return list;
}

const Encoder* find_encoder(std::string_view name) {
  const auto found = std::find_if(encoders().begin(), encoders().end(), [&](const Encoder& e) { return e.name == name; });
  return found == encoders().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::encode
