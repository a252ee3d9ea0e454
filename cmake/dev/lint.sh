# shellcheck shell=bash
# The checks of `./dev lint`. Sourced by dev. Each prints what it finds; all run before the verdict.

# tracked PATTERN...: files that git knows or would add.
tracked() { git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do [[ -f $file ]] && echo "$file"; done; }

# report TITLE: prints TITLE and the lines of standard input, and fails, when there are any.
report() {
  local lines
  lines=$(cat)
  [[ -z $lines ]] && return 0
  printf '%s:\n%s\n' "$1" "$lines"
  return 1
}

lint_format() {
  tracked '*.cpp' '*.hpp' '*.cu' '*.cuh' | xargs -r clang-format-14 --dry-run -Werror
}

lint_shell() {
  tracked | xargs -r awk 'FNR == 1 { if (/^#!.*[\/ ]bash$|^# shellcheck shell=bash$/) print FILENAME; nextfile }' | xargs -r shellcheck -x
}

lint_cppcheck() {
  mkdir -p "$1/lint/cppcheck"
  tracked 'host/*.[ch]pp' 'jobs/*.[ch]pp' 'kernels/*.[ch]pp' >"$1/lint/cppcheck.txt"
  cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr \
    --suppressions-list=cmake/dev/cppcheck.txt -j "$(nproc)" --cppcheck-build-dir="$1/lint/cppcheck" \
    --error-exitcode=1 --file-list="$1/lint/cppcheck.txt"
}

lint_tidy() { /usr/bin/python3 cmake/dev/tidy.py "$1"; }

# The project's own rules, each a line to read. A grep that finds nothing is good news here.
lint_rules() (
  set +o pipefail
  failed=0
  tracked '*.cpp' '*.hpp' '*.cu' '*.cuh' '*.py' '*.sh' '*.cmake' '*.md' dev | xargs -r wc -l |
    awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }' | grep -v '^configs/REFERENCE.md:' |
    report 'over 500 lines; split by noun' || failed=1
  tracked | grep -iE '(^|/)[a-z_]*(utils?|helpers?|common|misc|manager)[a-z_]*(\.[a-z]+)?$' |
    report 'names that say nothing' || failed=1
  tracked '*.cpp' '*.hpp' '*.cu' '*.cuh' '*.py' '*.sh' '*.cmake' '*.txt' '*.md' '*.yaml' '*.json' dev .ci |
    xargs -r grep -nE '\b(TOD[O]|FIXM[E]|XX[X])\b|/wor[k]/|/roo[t]/' | report 'left open, or a path of one machine' || failed=1
  tracked 'kernels/*' | xargs -r grep -nE '#include "(host|jobs)/' | report 'kernels/ includes upward' || failed=1
  tracked 'host/*' | xargs -r grep -nE '#include "jobs/' | report 'host/ includes upward' || failed=1
  tracked 'host/*' 'jobs/*' 'kernels/*.hpp' | xargs -r grep -nE '#include *[<"](thrust|cub|cuda)[/_]' |
    grep -v '^kernels/base/' | report 'Thrust or CUDA in a header or outside kernels/' || failed=1
  return "$failed"
)

# lint BUILD_DIR: needs a finished build, for its compile commands and what each file includes.
lint() {
  local check failed=()
  mkdir -p "$1/lint"
  for check in rules format shell cppcheck tidy; do
    say "lint: $check"
    "lint_$check" "$1" || failed+=("$check")
  done
  ((${#failed[@]} == 0)) || die "lint found something: ${failed[*]}"
  say "lint: clean"
}
