#include "host/dataset/quick_digest.hpp"

#include <memory>
#include <vector>
#include <xxhash.h>

#include "host/source/file_input.hpp"

namespace trainyard::dataset {

std::uint64_t quick_digest(const std::filesystem::path& file) {
  source::FileInput input(file);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> digest(XXH3_createState(), &XXH3_freeState);
  XXH3_64bits_reset(digest.get());
  std::vector<char> block(std::size_t{1} << 20);
  for (std::size_t got = block.size(); got == block.size();) {
    got = input.read(block.data(), block.size());
    XXH3_64bits_update(digest.get(), block.data(), got);
  }
  return XXH3_64bits_digest(digest.get());
}

}  // namespace trainyard::dataset
