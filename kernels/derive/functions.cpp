#include "kernels/derive/functions.hpp"

#include <algorithm>

namespace trainyard::kernels::derive {

std::span<const Function> functions() {
  static constexpr Function list[] = {
#define TRAINYARD_DERIVE_FUNCTION(count, op, name, types, call, doc) {name, types, call, doc, Op::op},
      TRAINYARD_DERIVE_FUNCTIONS(TRAINYARD_DERIVE_FUNCTION)
#undef TRAINYARD_DERIVE_FUNCTION
          {"bucketize", "nnk*", "bucketize(x, b1, b2, …)", "how many of the boundaries are not above x; they are ascending numbers",
           Op::bucket},
      {"cross", "ccc*", "cross(a, b, …)",
       "the category of several together, as `a×b`; missing where one of them is. In texts that contain them, × and \\ come after a \\. An "
       "expression of its own",
       Op::column},
  };
  return list;
}

const Function* find_function(std::string_view name) {
  const auto found = std::find_if(functions().begin(), functions().end(), [&](const Function& f) { return f.name == name; });
  return found == functions().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::derive
