# One source, two backends: each kernels/**/*.cu is built by g++ with OpenMP and, where there is nvcc, by nvcc too.
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  set(cuda_default ON)
else()
  set(cuda_default OFF)
endif()
option(TRAINYARD_CUDA "Build the kernels for NVIDIA GPUs as well" ${cuda_default})

if(TRAINYARD_CUDA)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 90)
  endif()
  enable_language(CUDA)
  # CMake 3.25 does not know that nvcc 13 speaks C++20.
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
  set(CMAKE_CUDA_STANDARD 20)
  set(CMAKE_CUDA_STANDARD_REQUIRED ON)
  find_package(CUDAToolkit REQUIRED)
elseif(CMAKE_CUDA_COMPILER)
  find_package(CUDAToolkit QUIET)
endif()

# Thrust's headers: those of the toolkit that was found, else the pinned wheel's. Never whatever lies in a system folder.
find_path(TRAINYARD_CCCL_INCLUDE thrust/version.h NO_DEFAULT_PATH REQUIRED
  PATHS ${CUDAToolkit_INCLUDE_DIRS} "${TRAINYARD_DEPS}/cccl/nvidia/cu13/include"
  PATH_SUFFIXES cccl
  DOC "CCCL headers (Thrust, libcu++); `./dev setup` fetches them where there is no CUDA toolkit")

# The wrapper lets g++ compile a .cu as C++ under a second name, so that both objects fit in one library.
function(trainyard_cpu_wrappers out)
  set(wrappers)
  foreach(source ${ARGN})
    file(RELATIVE_PATH relative "${CMAKE_CURRENT_SOURCE_DIR}" "${source}")
    set(wrapper "${CMAKE_CURRENT_BINARY_DIR}/cpu/${relative}.cpp")
    file(RELATIVE_PATH from_root "${CMAKE_SOURCE_DIR}" "${source}")
    file(CONFIGURE OUTPUT "${wrapper}" CONTENT "#include \"${from_root}\"\n" @ONLY)
    list(APPEND wrappers "${wrapper}")
  endforeach()
  set(${out} ${wrappers} PARENT_SCOPE)
endfunction()

# trainyard_kernels(TARGET): a static library of every .cu and .cpp below the calling folder.
# NAME_cuda.cu is for nvcc alone; every other .cu is built for both backends.
function(trainyard_kernels target)
  file(GLOB_RECURSE plain CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  file(GLOB_RECURSE kernels CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cu")
  set(portable ${kernels})
  list(FILTER portable EXCLUDE REGEX "_cuda\\.cu$")
  trainyard_cpu_wrappers(wrappers ${portable})

  trainyard_sources(plain ${target} ${plain})
  add_library(${target} STATIC ${plain} ${wrappers})
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_include_directories(${target} SYSTEM PRIVATE "${TRAINYARD_CCCL_INCLUDE}")
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${TRAINYARD_WARNINGS}>)
  # Let g++ make vector code of the lanes in kernels/reduce and of square roots; neither changes a result, as the kernels look at no
  # floating-point exception flags and not at errno.
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-trapping-math> $<$<COMPILE_LANGUAGE:CXX>:-fno-math-errno> $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<CONFIG:Debug>>>:-O3>)
  # Thrust forms references to the element behind an empty range; UBSan would report each.
  if(TRAINYARD_SANITIZE MATCHES "undefined")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=null>)
  endif()
  set_source_files_properties(${wrappers} PROPERTIES COMPILE_DEFINITIONS
    "THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_OMP;THRUST_HOST_SYSTEM=THRUST_HOST_SYSTEM_CPP")
  target_include_directories(${target} SYSTEM PRIVATE ${OPENBLAS_INCLUDE_DIRS})
  target_link_libraries(${target} PRIVATE OpenMP::OpenMP_CXX ${CMAKE_DL_LIBS})

  if(TRAINYARD_CUDA)
    target_sources(${target} PRIVATE ${kernels})
    target_compile_definitions(${target} PUBLIC TRAINYARD_CUDA)
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CUDA>:-fmad=false;--expt-relaxed-constexpr;--extended-lambda;-Werror=all-warnings>"
      "$<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-Wshadow,-Werror,-ffp-contract=off>")
    # cuBLAS is opened at run time, so that a program that does not multiply on a GPU does not load it.
    get_target_property(cublas CUDA::cublas IMPORTED_LOCATION)
    cmake_path(GET cublas PARENT_PATH cublas_folder)
    set_source_files_properties("${CMAKE_CURRENT_SOURCE_DIR}/base/cublas_cuda.cu" PROPERTIES COMPILE_DEFINITIONS
      TRAINYARD_CUBLAS_FOLDER="${cublas_folder}")
    target_link_libraries(${target} PRIVATE CUDA::cudart_static ${CMAKE_DL_LIBS})
  endif()
endfunction()
