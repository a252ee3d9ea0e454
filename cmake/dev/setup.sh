# shellcheck shell=bash
# Installs what is missing, says so, and is silent where nothing is. Sourced by dev.

python=/usr/bin/python3 # Debian's, whatever else PATH offers

# listed FILE: its lines without comments.
listed() { grep -v '^#' "$1"; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# setup_packages FILE: installs those of the Debian packages it lists that are missing.
setup_packages() {
  local wanted have missing
  wanted=$(listed "$1" | sort)
  command -v dpkg-query >/dev/null || die "setup knows Debian 12 only. Install what corresponds to:"$'\n'"$wanted"
  # shellcheck disable=SC2086
  have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' | sort -u) || true
  missing=$(comm -23 <(echo "$wanted") <(echo "$have") | tr '\n' ' ')
  [[ -n ${missing// /} ]] || return 0
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    die "these Debian packages are missing, and only root may install them: apt-get install --no-install-recommends $missing"
  fi
  say "setup: Debian packages $missing"
  if [[ $missing == *boost* ]] && dpkg-query -W libboost1.74-dev >/dev/null 2>&1; then
    say "setup: Boost 1.81's development packages replace 1.74's"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing
}

# stamp_of FILE...: changes when a file does, or Python's version.
stamp_of() {
  { cat "$@" && readlink -f "$python"; } | sha256sum | cut -d' ' -f1
}

# is_stamped FOLDER STAMP
is_stamped() { [[ -f $1/.stamp && $(<"$1/.stamp") == "$2" ]]; }

# setup_wheels NAME [FOLDER]: the wheels of cmake/requirements/NAME.txt, unpacked into .deps/NAME, or FOLDER, for the C++ libraries inside.
setup_wheels() {
  local list=cmake/requirements/$1.txt folder=${2:-.deps/$1} stamp
  stamp=$(stamp_of "$list")
  is_stamped "$folder" "$stamp" && return 0
  say "setup: $(listed "$list" | grep -o '^[^ ]*==[^ ]*' | tr '\n' ' ')into $folder"
  rm -rf "$folder.new"
  "$python" -m pip install --quiet --no-deps --no-compile --require-hashes --only-binary :all: \
    --target "$folder.new" --requirement "$list"
  echo "$stamp" >"$folder.new/.stamp"
  rm -rf "$folder"
  mv "$folder.new" "$folder"
}

# The header that a test compares our declarations of XGBoost's C functions with.
setup_xgboost_headers() {
  local folder=.deps/xgboost-headers stamp
  stamp=$(stamp_of cmake/dev/xgboost_headers.py)
  is_stamped "$folder" "$stamp" && return 0
  say "setup: xgboost's c_api.h into $folder"
  rm -rf "$folder.new"
  "$python" cmake/dev/xgboost_headers.py "$folder.new"
  echo "$stamp" >"$folder.new/.stamp"
  rm -rf "$folder"
  mv "$folder.new" "$folder"
}

# setup_venv NAME WHAT: the packages of cmake/requirements/NAME.txt in .deps/NAME. A virtual environment knows its own path, so it is made
# in place.
setup_venv() {
  local list=cmake/requirements/$1.txt folder=.deps/$1 stamp
  stamp=$(stamp_of "$list")
  is_stamped "$folder" "$stamp" && return 0
  say "setup: $2 into $folder"
  rm -rf "$folder"
  "$python" -m venv "$folder"
  "$folder/bin/python" -m pip install --quiet --no-deps --require-hashes --only-binary :all: --requirement "$list"
  echo "$stamp" >"$folder/.stamp"
}

# The Python packages that tests compare with.
setup_oracles() { setup_venv oracles "test oracles (scikit-learn, pandas, xgboost, pytest, …)"; }

# What the slow tests compare with beside the oracles, which have the rest of what it needs.
setup_slow_oracles() {
  setup_wheels shap
  setup_venv schemathesis "schemathesis, which tries the service"
}

# The browser that tests open reports in; where it cannot be installed they are skipped and say so.
setup_browser() {
  (setup_packages cmake/requirements/packages-browser.txt) || say "setup: no browser; the tests that open reports in one are skipped"
}

# The MLflow server that slow tests send to, without which they are skipped and say so; benchmarks serve models with it, and with FastAPI.
setup_mlflow() { setup_venv mlflow "an MLflow server and client, FastAPI, for slow tests and benchmarks"; }

# What benchmarks ask services with.
setup_load() { setup_packages cmake/requirements/packages-bench.txt; }

# The Slurm that slow tests start; where it cannot be installed they are skipped and say so.
setup_slurm() {
  (setup_packages cmake/requirements/packages-slurm.txt) || say "setup: no Slurm; the tests that submit jobs to one are skipped"
}

# The Python packages that benchmarks compare with.
setup_peers() { setup_venv peers "competitors (pandas, polars, pyarrow, duckdb, …)"; }

# What bench/monitor compares with.
setup_evidently() { setup_venv evidently "Evidently, for a benchmark"; }

has_toolkit_headers() {
  local nvcc include
  nvcc=$(command -v nvcc) || return 1
  include=$(dirname "$(readlink -f "$nvcc")")/../include
  [[ -f $include/cccl/thrust/version.h || -f $include/thrust/version.h ]]
}

has_gpu() { [[ -e /dev/nvidia0 ]] || nvidia-smi -L >/dev/null 2>&1; }

setup_program() {
  setup_packages cmake/requirements/packages.txt
  mkdir -p .deps
  setup_wheels arrow
  has_toolkit_headers || setup_wheels cccl
  setup_wheels xgboost-cpu
  if has_gpu; then setup_wheels xgboost; fi
  setup_xgboost_headers
}
