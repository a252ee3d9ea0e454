#!/usr/bin/env bash
# Start a real, private Slurm (munged, slurmctld and several slurmd) on this one machine, for integration tests.
#
#   eval "$(start.sh [DIR])"      start a cluster in DIR (an empty or new directory; default: mktemp -d)
#   start.sh --daemon NAME DIR    start one daemon of that cluster again: munged, slurmctld, node1, node2, …
#   stop.sh [DIR]                 stop it (default: $SLURM_TEST_DIR)
#
# Standard output is shell code for eval (SLURM_CONF and SLURM_TEST_DIR); all else goes to standard error.
# Needs Debian's slurmctld, slurmd, slurm-client and munge; no systemd, cgroups, accounting database, fixed port, or file outside DIR.
# Any number of clusters can run at once. Root's cluster runs every user's jobs, another user's only that user's.
# DIR/pids/NAME holds "pid starttime", so that a pid used again by another process is never signalled.
# To kill a daemon in a test:  read -r pid _ <"$SLURM_TEST_DIR/pids/node2"; kill -9 "$pid"
#
# Settings, from the environment:
#   SLURM_TEST_NODES=2       virtual nodes: node1, node2, …
#   SLURM_TEST_CPUS=2        CPUs each node claims (may exceed the machine's)
#   SLURM_TEST_MEMORY=4096   MiB each node claims (not a consumable resource here)
#   SLURM_TEST_GPUS=1        GPUs each node claims, 0 to 6; their device files are /dev/null and the like
#   SLURM_TEST_KILLWAIT=3    seconds between SIGTERM and SIGKILL
#   SLURM_TEST_GRACE=10      seconds from a preempted job's signal (--signal, else SIGTERM to its steps) to its end
#   SLURM_TEST_TIMEOUT=10    SlurmdTimeout: a node that is silent goes DOWN after about 2.5 times this
#   SLURM_TEST_NAMES=auto    yes: a node's jobs see it as their host's name, and the nodes' names resolve in jobs (by
#                            mount and UTS namespaces: needs CAP_SYS_ADMIN); no: they see the machine's; auto
#   SLURM_TEST_ARRAY=10001   MaxArraySize
#   SLURM_TEST_EXTRA=        more lines for slurm.conf
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'tests/slurm/start.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

start_time() { # PID: when it started, in clock ticks; nothing for no process or a zombie
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  # shellcheck disable=SC2086 # split on purpose: after the "(name)", field 1 is the state, field 20 the start time
  set -- ${stat##*) }
  [[ $1 == Z ]] || printf '%s\n' "${20}"
}

alive() { # NAME: its recorded process runs
  local pid when
  { read -r pid when <"$dir/pids/$1"; } 2>/dev/null || return 1
  [[ -n $when && $(start_time "$pid") == "$when" ]]
}

launch() { # NAME COMMAND…: in a session of its own, with a clean environment; remembers its pid
  local name=$1 pid
  shift
  ! alive "$name" || die "$name of $dir runs already"
  if [[ -f $dir/etc/hosts && $name != munged ]]; then
    # shellcheck disable=SC2016
    set -- unshare --mount --uts sh -c \
      'mount --bind "$1" /etc/hosts && hostname "$2" && shift 2 && exec "$@"' sh "$dir/etc/hosts" "$name" "$@"
  fi
  cd /
  setsid env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    SLURM_CONF="$dir/etc/slurm.conf" "$@" </dev/null >>"$dir/log/$name.out" 2>&1 &
  pid=$!
  disown "$pid"
  printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$dir/pids/$name"
}

start_daemon() { # NAME
  case $1 in
    munged)
      # --force: an unusual owner or mode of a parent directory is a warning, not an error
      launch munged munged --foreground --force --num-threads=4 \
        --socket="$dir/munge/socket" --key-file="$dir/key/munge.key" --seed-file="$dir/key/munged.seed" \
        --pid-file="$dir/munge/munged.pid" --log-file="$dir/log/munged.log"
      ;;
    slurmctld) launch slurmctld slurmctld -D ;;
    node[1-9]*) launch "$1" slurmd -D -N "$1" ;;
    *) die "no such daemon: $1" ;;
  esac
}

wait_for() { # SECONDS COMMAND…: poll it
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.05
  done
}

munge_up() { munge --no-input --socket="$dir/munge/socket"; }
ctld_up() { scontrol ping | grep -q 'is UP'; }
ctld_settled() { ! alive slurmctld || ctld_up; }
nodes_idle() { [[ $(sinfo --noheader --Node --partition=batch --states=idle --format=%N | wc -l) -eq $nodes ]]; }
nodes_settled() {
  local n
  for ((n = 1; n <= nodes; n++)); do alive "node$n" || return 0; done
  nodes_idle
}

free_port() { # sets $port to one below the usual ephemeral range that nothing uses now
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    [[ " $used_ports " == *" $port "* ]] && continue
    grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp /proc/net/tcp6 2>/dev/null && continue
    used_ports+=" $port"
    return
  done
}

write_conf() {
  local n g user
  user=$(id -un)
  {
    free_port
    cat <<CONF
ClusterName=test${dir##*[^a-zA-Z0-9]}
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
CredType=cred/munge
# cred_expire is also how long a requeued job waits before it may start again (120 s by default, 5 s at least)
AuthInfo=socket=$dir/munge/socket,cred_expire=5
CommunicationParameters=$bind
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/pids/.slurmctld
SlurmdPidFile=$dir/pids/.%n
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/%n.log
SlurmctldDebug=verbose
SlurmdDebug=verbose
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobcomp.txt
SwitchType=switch/none
MpiDefault=none
PropagateResourceLimits=NONE
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,bf_continue,batch_sched_delay=0
PriorityType=priority/basic
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
SlurmdParameters=config_overrides
ScronParameters=enable
JobRequeue=1
KillWait=${SLURM_TEST_KILLWAIT:-3}
OverTimeLimit=0
InactiveLimit=0
MinJobAge=3600
MaxArraySize=${SLURM_TEST_ARRAY:-10001}
SlurmctldTimeout=10
SlurmdTimeout=${SLURM_TEST_TIMEOUT:-10}
ReturnToService=2
CONF
    ((gpus == 0)) || echo GresTypes=gpu
    for ((n = 1; n <= nodes; n++)); do
      free_port
      printf 'NodeName=node%d NodeHostname=%s NodeAddr=127.0.0.1 Port=%d CPUs=%d RealMemory=%d%s State=UNKNOWN\n' \
        "$n" "$(if [[ $names == yes ]]; then echo "node$n"; else echo "$host"; fi)" "$port" \
        "${SLURM_TEST_CPUS:-2}" "${SLURM_TEST_MEMORY:-4096}" "$( ((gpus == 0)) || echo " Gres=gpu:$gpus")"
    done
    cat <<CONF
PartitionName=batch Nodes=ALL Default=YES PriorityTier=10 PreemptMode=OFF MaxTime=INFINITE DefaultTime=60 State=UP
PartitionName=preemptible Nodes=ALL PriorityTier=1 PreemptMode=REQUEUE GraceTime=${SLURM_TEST_GRACE:-10} MaxTime=INFINITE DefaultTime=60 State=UP
${SLURM_TEST_EXTRA:-}
CONF
  } >"$dir/etc/slurm.conf"
  {
    echo AutoDetect=off
    for ((g = 0; g < gpus; g++)); do
      printf 'NodeName=node[1-%d] Name=gpu File=%s\n' "$nodes" "${gpu_files[g]}"
    done
  } >"$dir/etc/gres.conf"
}

port_taken() { grep -qs 'Address already in use' "$dir"/log/*.out; }

start_all() { # 0: started; 1: another process took a port meanwhile
  local n
  write_conf
  start_daemon slurmctld
  wait_for 20 ctld_settled || die "slurmctld does not answer"
  if ! alive slurmctld; then
    ! port_taken || return 1
    tail -n 20 "$dir/log/slurmctld.out" >&2
    die "slurmctld ended"
  fi
  for ((n = 1; n <= nodes; n++)); do start_daemon "node$n"; done
  if ! wait_for 30 nodes_settled || ! nodes_idle; then
    ! port_taken || return 1
    tail -n 20 "$dir"/log/node*.out >&2
    sinfo --Node --long >&2 || true
    die "the nodes did not become idle"
  fi
}

for tool in munged munge slurmctld slurmd scontrol sinfo setsid; do
  command -v "$tool" >/dev/null || die "$tool is missing: apt-get install slurmctld slurmd slurm-client munge"
done

if [[ ${1:-} == --daemon ]]; then
  (($# == 3)) || die "usage: start.sh --daemon NAME DIR"
  dir=$(cd "$3" && pwd)
  [[ -f $dir/.slurm-test ]] || die "no cluster in $dir"
  start_daemon "$2"
  exit 0
fi
(($# <= 1)) || die "usage: start.sh [DIR]"

nodes=${SLURM_TEST_NODES:-2}
gpus=${SLURM_TEST_GPUS:-1}
# Slurm sets CUDA_VISIBLE_DEVICES only for GPUs with a device file; any character device will do.
gpu_files=(/dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty)
((gpus <= ${#gpu_files[@]})) || die "SLURM_TEST_GPUS is ${#gpu_files[@]} at most"
used_ports=

umask 022
if (($# == 1)); then
  mkdir -p "$1"
  dir=$(cd "$1" && pwd)
  [[ -z $(ls -A "$dir") ]] || die "$dir is not empty"
else
  dir=$(mktemp -d "${TMPDIR:-/tmp}/slurm.XXXXXX")
fi
# A step's socket, DIR/spool/nodeN/nodeN_JOB.STEP, must fit in the 107 characters of a Unix socket's name.
((${#dir} <= 60)) || die "$dir is too long a name (60 characters at most)"
chmod 755 "$dir" # other users' commands and jobs read slurm.conf and reach munged's socket; the key stays private
mkdir -m 755 "$dir"/{etc,munge,spool,log,pids}
mkdir -m 700 "$dir"/{key,state}
for ((n = 1; n <= nodes; n++)); do mkdir -m 755 "$dir/spool/node$n"; done
: >"$dir/.slurm-test"
(($# == 1)) || : >"$dir/.remove"
export SLURM_CONF=$dir/etc/slurm.conf
trap 'rc=$?; ((rc == 0)) || { say "failed; see $dir/log"; "$here/stop.sh" --keep "$dir" >&2 || true; }' EXIT

# NoInAddrAny: daemons and srun bind to the address of their host's name alone. It must be 127.0.0.1 and no other
# loopback address, because srun is answered at the address it comes from, and from lo that is always 127.0.0.1.
host=$(hostname -s)
bind=NoInAddrAny,NoCtldInAddrAny
if [[ $(getent ahostsv4 "$host" | awk 'NR == 1 { print $1 }') != 127.0.0.1 ]]; then
  say "the name $host is not 127.0.0.1 here: the daemons listen on every interface (munge guards them)"
  bind=NoAddrCache
fi
names=${SLURM_TEST_NAMES:-auto}
if [[ $names == auto ]]; then
  # shellcheck disable=SC2016
  if unshare --mount --uts sh -c 'mount --bind "$1" /etc/hosts && hostname node1' sh "$dir/.slurm-test" 2>/dev/null
  then names=yes; else names=no; fi
fi
if [[ $names == yes ]]; then
  { cat /etc/hosts; for ((n = 1; n <= nodes; n++)); do echo "127.0.0.1 node$n"; done; echo 127.0.0.1 slurmctld; } \
    >"$dir/etc/hosts"
fi

(umask 077 && head -c 1024 /dev/urandom >"$dir/key/munge.key")
start_daemon munged
wait_for 10 munge_up || { tail -n 20 "$dir/log/munged.out" >&2; die "munged does not answer"; }

tries=0
until start_all; do
  ((++tries < 5)) || die "no free ports after $tries attempts"
  say "another process took a port meanwhile; trying others"
  "$here/stop.sh" --keep --not-munged "$dir" >&2
  rm -rf "$dir"/log/{slurmctld,node}* "$dir"/state/*
done

printf 'export SLURM_CONF=%q\nexport SLURM_TEST_DIR=%q\n' "$SLURM_CONF" "$dir"
