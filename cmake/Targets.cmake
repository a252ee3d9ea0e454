# One function per kind of target.

# trainyard_sources(OUT NAME SOURCES): the sources, or files that include TRAINYARD_UNITY of them each. CMake's own files of this kind name
# absolute paths, so that no other checkout finds them in a compiler cache. What has compile definitions of its own stays by itself.
function(trainyard_sources out name)
  set(${out} ${ARGN} PARENT_SCOPE)
  if(NOT TRAINYARD_UNITY)
    return()
  endif()
  set(alone)
  set(taken 0)
  foreach(source ${ARGN})
    get_source_file_property(definitions "${source}" COMPILE_DEFINITIONS)
    if(definitions)
      list(APPEND alone "${source}")
      continue()
    endif()
    math(EXPR unit "${taken} / ${TRAINYARD_UNITY}")
    math(EXPR taken "${taken} + 1")
    file(RELATIVE_PATH relative "${CMAKE_SOURCE_DIR}" "${source}")
    string(APPEND text_${unit} "#include \"${relative}\"\n")
  endforeach()
  if(NOT taken)
    return()
  endif()
  foreach(unit RANGE ${unit})
    set(file "${CMAKE_CURRENT_BINARY_DIR}/unity/${name}_${unit}.cpp")
    file(CONFIGURE OUTPUT "${file}" CONTENT "${text_${unit}}" @ONLY)
    list(APPEND alone "${file}")
  endforeach()
  set(${out} ${alone} PARENT_SCOPE)
endfunction()

# trainyard_module(NAME USES other modules LINKS libraries): every .cpp of host/NAME.
function(trainyard_module name)
  cmake_parse_arguments(ARG "" "" "USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  list(TRANSFORM ARG_USES PREPEND trainyard_)
  if(sources)
    trainyard_sources(sources ${name} ${sources})
    add_library(trainyard_${name} STATIC ${sources})
    target_compile_options(trainyard_${name} PRIVATE ${TRAINYARD_WARNINGS})
    target_include_directories(trainyard_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
    target_link_libraries(trainyard_${name} PUBLIC ${ARG_USES} ${ARG_LINKS})
  else()
    add_library(trainyard_${name} INTERFACE)
    target_include_directories(trainyard_${name} INTERFACE "${CMAKE_SOURCE_DIR}")
    target_link_libraries(trainyard_${name} INTERFACE ${ARG_USES} ${ARG_LINKS})
  endif()
endfunction()

# trainyard_tests(FOLDER [DEEP] USES libraries): one program from tests/FOLDER/*_test.cpp (DEEP: below it too), its tests
# known to CTest by name. A suite whose name begins with Slow is labelled slow; a test that calls GTEST_SKIP counts as skipped.
function(trainyard_tests folder)
  cmake_parse_arguments(ARG "DEEP" "" "USES" ${ARGN})
  set(glob GLOB)
  if(ARG_DEEP)
    set(glob GLOB_RECURSE)
  endif()
  file(${glob} sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" program "test_${folder}")
  if(NOT ARG_DEEP)  # folders below one another use the same short names
    trainyard_sources(sources ${program} ${sources})
  endif()
  add_executable(${program} ${sources})
  target_compile_options(${program} PRIVATE ${TRAINYARD_WARNINGS} $<$<CONFIG:Release>:-O1>)
  if(TRAINYARD_SANITIZE MATCHES "undefined")  # of what is tested, not of the tests: they take a third less time to compile
    target_compile_options(${program} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=undefined>)
  endif()
  target_link_libraries(${program} PRIVATE ${ARG_USES} trainyard_source_folder GTest::gtest GTest::gtest_main)
  set(slow "Slow*:*/Slow*")
  set(environment ENVIRONMENT OMP_WAIT_POLICY=passive)
  gtest_discover_tests(${program} TEST_FILTER "*-${slow}" DISCOVERY_TIMEOUT 120 PROPERTIES ${environment} TIMEOUT 600)
  gtest_discover_tests(${program} TEST_FILTER "${slow}" TEST_LIST ${program}_slow_tests DISCOVERY_TIMEOUT 120
    PROPERTIES ${environment} TIMEOUT 3600 LABELS slow)
endfunction()

# One CTest test per tests/**/*_test.py, run by pytest in the oracles' environment, labelled python. The tests in it that are
# marked slow are a second CTest test, labelled slow too. A file whose tests are all skipped counts as skipped.
function(trainyard_python_tests)
  file(GLOB_RECURSE files RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.py")
  foreach(file ${files})
    string(REGEX REPLACE "_test\\.py$" "" name "${file}")
    # Which of the two entries there are depends on the text.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
    file(STRINGS "${file}" slow_marks REGEX "pytest\\.mark\\.slow")
    file(STRINGS "${file}" slow_file REGEX "^pytestmark *=.*pytest\\.mark\\.slow")
    if(NOT slow_file)
      trainyard_python_test("${name}" "${file}" "not slow" 3600 python)
    endif()
    if(slow_marks)
      trainyard_python_test("${name}_slow" "${file}" slow 3600 python slow)
    endif()
  endforeach()
endfunction()

# The arguments after timeout are labels.
function(trainyard_python_test name file marks timeout)
  add_test(NAME ${name} COMMAND "${TRAINYARD_DEPS}/oracles/bin/python" -m pytest -q -rs -m "${marks}" "${file}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "TRAINYARD=$<TARGET_FILE:trainyard>;TRAINYARD_SOURCE_DIR=${CMAKE_SOURCE_DIR};PYTHONPATH=${CMAKE_CURRENT_SOURCE_DIR};OMP_WAIT_POLICY=passive"
    SKIP_REGULAR_EXPRESSION "(^|\n)[0-9]+ skipped(, [0-9]+ deselected)?(, [0-9]+ warnings?)? in "
    LABELS "${ARGN}"
    TIMEOUT ${timeout})
endfunction()
