# What the program says about its own build: `--version`, `doctor`, system.json.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(build_flags "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} -std=c++${CMAKE_CXX_STANDARD} -ffp-contract=off")
if(TRAINYARD_SANITIZE)
  string(APPEND build_flags " -fsanitize=${TRAINYARD_SANITIZE}")
endif()
string(STRIP "${build_flags}" build_flags)

add_compile_definitions(
  TRAINYARD_VERSION="${PROJECT_VERSION}"
  TRAINYARD_BUILD_TYPE="${CMAKE_BUILD_TYPE}"
  TRAINYARD_BUILD_FLAGS="${build_flags}")
