#include "kernels/impute/impute.hpp"

#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// What each imputer learns, and the column it gives.
std::vector<Entry> impute() {
  std::vector<Entry> entries;
  for (const auto& imputer : kernels::impute::imputers()) {
    entries.push_back({"impute_" + std::string(imputer.name), [&imputer](const Exec& exec, const std::vector<double>& column) {
                         kernels::Buffer<double> values(exec, column);
                         const double learned = imputer.fit(exec, values.view(), 0.1);
                         kernels::impute::fill(exec, values.view(), learned, values.view());
                         auto bytes = reference::bytes_of(values.download());
                         reference::append_bytes(bytes, learned);
                         return bytes;
                       }});
  }
  entries.push_back({"impute_count_missing", [](const Exec& exec, const std::vector<double>& column) {
                       const kernels::Buffer<double> values(exec, column);
                       return reference::bytes_of(std::vector{kernels::impute::count_missing(exec, values.view())});
                     }});
  return entries;
}

}  // namespace trainyard::parity
