// The checkout that a test reads its files from.
#pragma once

#include <filesystem>

namespace trainyard::test {

std::filesystem::path source_folder();

}  // namespace trainyard::test
