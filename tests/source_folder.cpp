#include "tests/source_folder.hpp"

namespace trainyard::test {

std::filesystem::path source_folder() { return TRAINYARD_SOURCE_DIR; }

}  // namespace trainyard::test
