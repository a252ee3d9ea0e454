# Everything outside the tree, found once. Versions are pinned in cmake/requirements/*.txt and dev.
set(TRAINYARD_DEPS "${CMAKE_SOURCE_DIR}/.deps" CACHE PATH "Folder that `./dev setup` fills with C++ libraries from wheels")

find_package(Boost 1.81.0 EXACT CONFIG REQUIRED COMPONENTS program_options)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(OPENBLAS REQUIRED openblas)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2)
pkg_check_modules(LIBCURL REQUIRED libcurl)

add_library(trainyard_hdf5_library INTERFACE)
target_include_directories(trainyard_hdf5_library SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(trainyard_hdf5_library INTERFACE ${HDF5_C_LIBRARIES})

add_library(trainyard_arrow SHARED IMPORTED)
set_target_properties(trainyard_arrow PROPERTIES
  IMPORTED_LOCATION "${TRAINYARD_DEPS}/arrow/pyarrow/libarrow.so.2600"
  INTERFACE_INCLUDE_DIRECTORIES "${TRAINYARD_DEPS}/arrow/pyarrow/include")

# libparquet exports an OpenSSL of its own. The system's goes before it, whatever the order of the other libraries, so that calls of
# ours bind to the one whose headers we compiled with.
add_library(trainyard_parquet SHARED IMPORTED)
set_target_properties(trainyard_parquet PROPERTIES
  IMPORTED_LOCATION "${TRAINYARD_DEPS}/arrow/pyarrow/libparquet.so.2600"
  INTERFACE_LINK_LIBRARIES trainyard_arrow
  INTERFACE_LINK_OPTIONS "LINKER:--push-state,--no-as-needed,${OPENSSL_CRYPTO_LIBRARY},--pop-state")

# libcurl brings some thirty libraries: it is opened where a tracking server is asked for, and its headers alone are needed here.
add_library(trainyard_curl_headers INTERFACE)
target_include_directories(trainyard_curl_headers SYSTEM INTERFACE ${LIBCURL_INCLUDE_DIRS})

# XGBoost is opened at run time, so that a program that only prints help does not load it. The wheel with CUDA goes first.
set(xgboost_folder "${TRAINYARD_DEPS}/xgboost-cpu")
if(EXISTS "${TRAINYARD_DEPS}/xgboost/xgboost/lib/libxgboost.so")
  set(xgboost_folder "${TRAINYARD_DEPS}/xgboost")
endif()
add_library(trainyard_xgboost INTERFACE)
target_compile_definitions(trainyard_xgboost INTERFACE TRAINYARD_XGBOOST_LIBRARY="${xgboost_folder}/xgboost/lib/libxgboost.so")

# The source package's c_api.h, for the test that compares our declarations with it.
add_library(trainyard_xgboost_headers INTERFACE)
target_include_directories(trainyard_xgboost_headers SYSTEM INTERFACE "${TRAINYARD_DEPS}/xgboost-headers")
