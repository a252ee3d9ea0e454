#include "kernels/drift/list.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::drift {

std::span<const DriftTest> tests() {
  static const std::array list = {psi, ks, chi2, js, wasserstein};
  return list;
}

const DriftTest* find_test(std::string_view name) {
  const auto found = std::ranges::find(tests(), name, &DriftTest::name);
  return found == tests().end() ? nullptr : &*found;
}

const DriftTest& test_for(const DriftTest& test, bool categories) {
  const bool does = categories ? test.of_categories != nullptr : test.of_numbers != nullptr;
  return does ? test : *find_test(test.stand_in);
}

}  // namespace trainyard::kernels::drift
