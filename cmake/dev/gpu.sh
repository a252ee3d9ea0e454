# shellcheck shell=bash
# `./dev gpu`: what a machine with a GPU and nothing but its driver needs to test and measure the kernels. Sourced by dev.

# The C library belongs to the machine that the kit is copied to.
glibc='^(ld-linux-x86-64|libc|libm|libmvec|libdl|libpthread|librt|libresolv|libutil|libanl|libnsl)\.so'
# These do too where they are new enough, so they lie in a folder of their own.
compiler='^(libstdc\+\+|libgcc_s|libgomp|libgfortran|libquadmath)\.so'
kit_programs=(trainyard test_parity test_kernels bench_kernels bench_boosters)

# libraries_of FILE...: the shared libraries that these load, all the way down, without the C library's.
libraries_of() {
  ldd "$@" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u | while read -r library; do
    [[ ${library##*/} =~ $glibc ]] || echo "$library"
  done
}

# copy_libraries FOLDER LIBRARY...
copy_libraries() {
  local folder=$1 library target
  shift
  for library in "$@"; do
    target=$folder/lib
    [[ ${library##*/} =~ $compiler ]] && target=$folder/lib/compiler
    cp -fL "$library" "$target/"
  done
}

# copy_cublas BUILD_DIR FOLDER: out of the toolkit that the build found.
copy_cublas() {
  local toolkit library
  toolkit=$(sed -n 's/^CUDA_cudart_LIBRARY:[A-Z]*=//p' "$1/CMakeCache.txt")
  [[ -n $toolkit ]] || die "$1 was built without CUDA: there is no cuBLAS to copy"
  for library in "${toolkit%/*}"/libcublas.so.[0-9]* "${toolkit%/*}"/libcublasLt.so.[0-9]*; do
    [[ -f $library && ${library##*/} =~ \.so\.[0-9]+$ ]] || continue
    cp -L "$library" "$2/lib/"
  done
  compgen -G "$2/lib/libcublas.so.*" >/dev/null || die "there is no libcublas.so beside $toolkit"
}

# make_kit BUILD_DIR FOLDER CUBLAS(0|1) XGBOOST_WHEEL: from a finished build. FOLDER must be new or a kit; it is replaced.
make_kit() {
  local build=$1 folder=$2 cublas=$3 wheel=$4 program libraries
  [[ ! -e $folder || -f $folder/BUILD ]] || die "$folder is there and is no kit; name another folder with --output"
  rm -rf "$folder"
  mkdir -p "$folder"/{lib/compiler,configs,data}
  touch "$folder/BUILD" # what is left of a copy that was cut off is a kit, too
  cmake --install "$build" --prefix "$folder" --strip >/dev/null
  for program in "${kit_programs[@]:1}"; do
    cp "$build/bin/$program" "$folder/bin/"
    strip "$folder/bin/$program"
  done
  # ldd finds OpenBLAS, which programs open by name, only when asked for it.
  mapfile -t libraries < <(libraries_of "${kit_programs[@]/#/$build/bin/}" "$(ldconfig -p | awk '/libopenblas.so.0 / { print $NF; exit }')")
  copy_libraries "$folder" "${libraries[@]}" "$(ldconfig -p | awk '/libopenblas.so.0 / { print $NF; exit }')"
  rm -f "$folder"/lib/lib{arrow,parquet}.so.* # `cmake --install` put them in lib/trainyard
  ((cublas)) && copy_cublas "$build" "$folder"
  if [[ -n $wheel ]]; then
    mkdir -p "$folder/lib/trainyard/xgboost/xgboost/lib"
    cp "$wheel/xgboost/lib/libxgboost.so" "$folder/lib/trainyard/xgboost/xgboost/lib/"
    cp -r "$wheel"/*.libs "$folder/lib/trainyard/xgboost/"
  fi
  cp data/housing.csv "$folder/data/"
  cp configs/housing.yaml "$folder/configs/"
  cp cmake/dev/kit/run "$folder/run"
  {
    echo "checkout:      $(git describe --always --dirty 2>/dev/null || echo unknown)"
    echo "architectures: $(sed -n 's/^CMAKE_CUDA_ARCHITECTURES:[A-Z]*=//p' "$build/CMakeCache.txt" | grep . || echo 'none, CPU only')"
    echo "compiler:      $(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt" | xargs basename), $(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt")"
  } >"$folder/BUILD"
}

# Prints what the parts of a kit take, in MiB.
kit_sizes() {
  local folder=$1 part
  for part in bin lib/libcublas* lib/trainyard/xgboost .; do
    compgen -G "$folder/$part" >/dev/null || continue
    # shellcheck disable=SC2086
    printf '%s %d MiB, ' "${part/#./all}" "$(du -cmL $folder/$part | tail -1 | cut -f1)"
  done | sed 's/, $/\n/'
}

verb_gpu() {
  local folder=build-gpu/kit architectures=90 cublas=0 xgboost=0 wheel='' from=''
  while (($#)); do
    case $1 in
      --output | --architectures | --from)
        [[ -n ${2:-} ]] || die "gpu: $1 takes a value"
        case $1 in
          --output) folder=$2 ;;
          --architectures) architectures=$2 ;;
          --from) from=$2 ;;
        esac
        shift
        ;;
      --with-cublas) cublas=1 ;;
      --with-xgboost) xgboost=1 ;;
      *) die "gpu takes --output, --architectures, --from, --with-cublas and --with-xgboost, not '$1'" ;;
    esac
    shift
  done
  if [[ -z $from ]]; then
    command -v nvcc >/dev/null || die "gpu needs nvcc to compile for a GPU; install the CUDA toolkit (no GPU is needed)"
    setup_program
    from="build-gpu"
    say "gpu: building for $architectures in $from/"
    cmake --preset cuda-ci -B "$from" -DCMAKE_CUDA_ARCHITECTURES="$architectures" --log-level=NOTICE >/dev/null
    cmake --build "$from" "${kit_programs[@]/#/--target=}"
  fi
  if ((xgboost)); then
    setup_wheels xgboost "$from/xgboost"
    wheel=$from/xgboost
  fi
  make_kit "$from" "$folder" "$cublas" "$wheel"
  say "gpu: $folder, $(kit_sizes "$folder")"
  say "gpu: copy it to the machine with the GPU and start ./run FOLDER-FOR-RESULTS in it"
}
