#include "kernels/reduce/count.hpp"

namespace trainyard::kernels::reduce {

CodeCounts count_codes(const Exec& exec, CodesView codes, std::size_t categories) {
  return code_counts(exec, std::span<const CodesView>(&codes, 1), categories);
}

}  // namespace trainyard::kernels::reduce
