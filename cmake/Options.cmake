# Language level, warnings, sanitizers, output folders: the same for every target.
include(CTest)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
# The kernels add -O3: the rest gains nothing from it but compile time.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  set(CMAKE_CUDA_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

set(TRAINYARD_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers -Werror)
set(TRAINYARD_UNITY 0 CACHE STRING "So many files compiled as one; 0: each by itself")
if(TRAINYARD_UNITY)  # what is shadowed there may be of another file
  list(REMOVE_ITEM TRAINYARD_WARNINGS -Wshadow)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # At -O3 GCC 12 takes "a" + std::string for overlapping memory: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651
  list(APPEND TRAINYARD_WARNINGS -Wno-restrict)
endif()

# Results must not depend on whether the compiler fuses a multiplication and an addition.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
# A library that is linked but not used costs start-up time.
add_link_options(-Wl,--as-needed)

set(TRAINYARD_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")
if(TRAINYARD_SANITIZE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented, std::regex looks uninitialized to GCC 12: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105562
    list(APPEND TRAINYARD_WARNINGS -Wno-maybe-uninitialized)
  else()
    # Instrumented loops do not become vector code, and clang says so wherever `omp simd` asks for it.
    list(APPEND TRAINYARD_WARNINGS -Wno-pass-failed)
  endif()
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${TRAINYARD_SANITIZE}>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all> $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>)
  if(TRAINYARD_SANITIZE STREQUAL "address,undefined")
    # What AddressSanitizer or a processor finds as well: without these checks a file takes a fifth less time to compile.
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=null,alignment,object-size,vptr,pointer-overflow,nonnull-attribute,returns-nonnull-attribute>)
  endif()
  add_link_options(-fsanitize=${TRAINYARD_SANITIZE})
endif()
