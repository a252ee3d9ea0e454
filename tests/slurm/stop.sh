#!/usr/bin/env bash
# Stop the Slurm that start.sh started in DIR (default: $SLURM_TEST_DIR): cancel its jobs, end its daemons by pid,
# end what is left of its job steps, and remove DIR if start.sh made it (not with --keep).
#
#   stop.sh [--keep] [--not-munged] [DIR]
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'tests/slurm/stop.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

keep=0 munged=1
while [[ ${1:-} == --* ]]; do
  case $1 in
    --keep) keep=1 ;;
    --not-munged) munged=0 ;;
    *) die "unknown option $1" ;;
  esac
  shift
done
dir=${1:-${SLURM_TEST_DIR:-}}
[[ -n $dir ]] || die "usage: stop.sh [--keep] [--not-munged] DIR"
dir=$(cd "$dir" && pwd)
[[ -f $dir/.slurm-test ]] || die "no cluster in $dir"
export SLURM_CONF=$dir/etc/slurm.conf

start_time() { # PID: when it started, in clock ticks; nothing for no process or a zombie
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  # shellcheck disable=SC2086 # split on purpose: after the "(name)", field 1 is the state, field 20 the start time
  set -- ${stat##*) }
  [[ $1 == Z ]] || printf '%s\n' "${20}"
}

end_pid() { # PID STARTTIME: SIGTERM, after 5 s SIGKILL; only while it is that process
  local end=$((SECONDS + 5)) killed=0
  [[ -n $2 ]] || return 0
  while [[ $(start_time "$1") == "$2" ]]; do
    if ((killed == 0)); then
      killed=1
      kill -TERM "$1" 2>/dev/null || true
      kill -CONT "$1" 2>/dev/null || true
    elif ((killed == 1 && SECONDS >= end)); then
      killed=2
      say "pid $1 ignores SIGTERM: SIGKILL"
      kill -KILL "$1" 2>/dev/null || true
    fi
    sleep 0.05
  done
}

end_daemon() { # NAME
  local pid when
  [[ -f $dir/pids/$1 ]] || return 0
  read -r pid when <"$dir/pids/$1" || true
  end_pid "${pid:-0}" "${when:-}"
  rm -f "$dir/pids/$1"
}

# The slurmstepd of this cluster and what its jobs left running: SLURM_CONF is in the environment of both, but only
# the jobs' processes have SLURMD_NODENAME too (a test that merely uses the cluster has not).
step_pids() {
  local p
  for p in /proc/[0-9]*; do
    {
      grep -qzxF "SLURM_CONF=$SLURM_CONF" "$p/environ" &&
        { [[ $(<"$p/comm") == slurmstepd ]] || grep -qz '^SLURMD_NODENAME=' "$p/environ"; }
    } 2>/dev/null && printf '%s\n' "${p#/proc/}"
  done
  return 0
}

quick() { timeout 5 "$@" 2>/dev/null; }
jobs() { quick squeue --noheader --format=%A "$@" | sort -u; }

if [[ -f $SLURM_CONF ]] && quick scontrol ping | grep -q 'is UP'; then
  for partition in $(quick sinfo --noheader --format=%R | sort -u); do # nothing more starts
    quick scontrol update "PartitionName=$partition" State=DOWN || true
  done
  jobs | xargs -r timeout 5 scancel --quiet 2>/dev/null || true
  end=$((SECONDS + 15))
  while [[ -n $(jobs --states=running,completing,suspended) ]] && ((SECONDS < end)); do sleep 0.2; done
fi
end_daemon slurmctld
for f in "$dir"/pids/node*; do [[ ! -f $f ]] || end_daemon "${f##*/}"; done
for pid in $(step_pids); do
  say "a job left pid $pid: $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" || true)"
  end_pid "$pid" "$(start_time "$pid")"
done
((munged == 0)) || end_daemon munged
if ((keep == 0)) && [[ -f $dir/.remove ]]; then rm -rf "$dir"; fi
