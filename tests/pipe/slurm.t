#!/bin/bash
# Parts of a Gram matrix by Slurm itself: its daemons run here on loopback, without systemd or control groups, with
# two nodes of one processor each, one of which dies in the middle.
# shellcheck source=tests/tools/tap.sh disable=SC2317 # functions are called by await
. tests/tools/tap.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
PATH=$PATH:/usr/sbin
[ "$(id -u)" -eq 0 ] || skip_all "only root can start slurmd"
for program in slurmctld slurmd sbatch munged; do
    command -v $program >/dev/null || skip_all "no $program: make cluster-deps"
done
run=$PWD/examples/cluster/run.sh

# ---- daemons ----

# All that is started has this variable, and is known by it.
SLURM_CONF=$T/slurm.conf
started() {
    local conf=$SLURM_CONF
    (unset SLURM_CONF && grep -lszxF "SLURM_CONF=$conf" /proc/[0-9]*/environ | cut -d / -f 3)
}
# Until a command succeeds, for at most a minute.
await() { # COMMAND...
    local i
    for ((i = 0; i < 600; i++)); do
        "$@" && return
        sleep 0.1
    done
    diag "never: $*"
    return 1
}
all_gone() {
    # shellcheck disable=SC2046 # the processes are words
    kill -KILL $(started) 2>/dev/null
    [ -z "$(started)" ]
}
trap 'await all_gone; rm -rf "$T"' EXIT
trap 'exit 1' INT TERM HUP
# Where this is killed, another ends what it has started.
(trap '' INT TERM HUP && tail -f --pid=$$ /dev/null; await all_gone; rm -rf "$T") >/dev/null 2>&1 &
disown
export SLURM_CONF

free_port() {
    local port=$((20000 + RANDOM % 10000))
    while (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; do
        port=$((port + 1))
    done
    echo $port
}
daemon() { # NAME COMMAND...
    "${@:2}" >"$T/$1.said" 2>&1 &
    pid[$1]=$!
    disown
}
declare -A pid
host=$(uname -n)
host=${host%%.*}
chmod 711 "$T"
mkdir "$T/munge" "$T/state" "$T/empty"
(umask 077 && head -c 128 /dev/urandom >"$T/munge/key")
cat >"$T/cgroup.conf" <<END
CgroupPlugin=cgroup/v1
CgroupMountpoint=$T/empty
END
cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$T/munge/socket
CredType=cred/munge
MailProg=/bin/true
MpiDefault=none
StateSaveLocation=$T/state
SlurmdSpoolDir=$T/spool-%n
SlurmctldPidFile=$T/slurmctld.pid
SlurmdPidFile=$T/%n.pid
SlurmctldLogFile=$T/slurmctld.log
SlurmdLogFile=$T/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
SlurmdParameters=config_overrides
JobRequeue=0
ReturnToService=2
SlurmdTimeout=5
MessageTimeout=3
TCPTimeout=1
NodeName=one NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=1
NodeName=two NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=1
PartitionName=all Nodes=ALL Default=YES
END
daemon munged munged --foreground --force --key-file="$T/munge/key" --socket="$T/munge/socket" \
    --pid-file="$T/munge/pid" --log-file="$T/munge/log" --seed-file="$T/munge/seed"
await test -S "$T/munge/socket"
daemon slurmctld slurmctld -D
daemon one slurmd -D -N one
daemon two slurmd -D -N two
idle() { # NUMBER of nodes
    [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = "$1" ]
}
await idle 2
if ! ok $? "Slurm runs"; then
    diag "$(tail -n 20 "$T"/*.said "$T/munge/log")"
    done_testing
fi

# ---- runs ----

# Jobs find this in the place of snapcat.
mkdir "$T/bin" "$T/runs"
cat >"$T/bin/snapcat" <<'END'
#!/bin/bash
# snapcat, whose part 2 waits for the file go, and whose part 3 fails where there is the file bad.
cd "${0%/bin/*}" && [[ $* =~ --part\ ([0-9]+) ]] && part=${BASH_REMATCH[1]}
echo "$part $SLURMD_NODENAME ${SLURM_RESTART_COUNT-0} $$" >>began
[ "$part" != 3 ] || [ ! -e bad ] || { echo "snapcat: bad weather" >&2 && exit 1; }
for ((i = 0; i < 600; i++)); do
    [ "$part" != 2 ] || [ -e go ] || sleep 0.1
done
exec "$BUILD/snapcat" "$@"
END
chmod +x "$T/bin/snapcat"
cd "$T" || exit 1
mlp -q --hidden 8 --epochs 9 --data "$data/../../examples/data" -o runs
succeeds "make makes what is to be compared" "$run" --make 'runs/*' 4
mv parts made
PATH=$T/bin:$PATH

# A part that is run again after the death of a node waits for two minutes, unless somebody says that it shall not.
hurry() {
    local job
    for job in $(squeue -h -t pending -o '%i %r' | sed -n 's/ BeginTime//p'); do
        scontrol update JobId="$job" StartTime=now
    done
}
began() { # PART NODE RESTARTS
    hurry
    grep -qsE "^$1 $2 $3 " began
}
ended() {
    hurry
    [ -z "$(squeue -h 2>&1)" ]
}

succeeds "the command hands a run to Slurm" "$run" --slurm 'runs/*' 4
like "$(cat out)" "Job [0-9]+ makes the parts, then another $T/parts/sum.phm" "and says what will be made"
await began 2 '[a-z]+' 0
if ! ok $? "part 2 begins"; then
    diag "$(sinfo 2>&1; squeue 2>&1; tail -n 9 slurmctld.log)"
    done_testing
fi
fails 1 "parts is being made, by jobs .*: wait" "nobody begins the run beside itself" "$run" --slurm 'runs/*' 4
read -r _ dead _ orphan < <(grep '^2 ' began)
kill -KILL "${pid[$dead]}"
await began 2 '[a-z]+' 1
ok $? "its node dies, and the part begins again on the other" || diag "$(sinfo 2>&1; squeue 2>&1; tail -n 9 slurmctld.log)"
kill -0 "$orphan" && [ ! -e parts/2.phm ]
ok $? "while its orphan still runs"
touch go
await ended && await test ! -e "/proc/$orphan"
cmp parts/sum.phm made/sum.phm
ok $? "the sum has the bytes of the one that make has made" || diag "$(tail -n 5 parts/*.log)"

daemon "$dead" slurmd -D -N "$dead"
await idle 2
ok $? "the node comes back"
rm began
touch bad
! SBATCH_WAIT=1 OUT=other "$run" --slurm 'runs/*' 3 >out 2>err
ok $? "a command that is told to wait ends as its sum does"
like "$(cat err)" "^step: .*other/sum.phm: of 3 parts there is no 3: " "with its message"
await ended
is "$(ls other)" "$(printf '%s\n' 1.log 1.phm 2.log 2.phm 3.log list request sum.log)" "a part that fails leaves no sum"
like "$(cat other/3.log other/sum.log)" "^snapcat: bad weather.*step: .*other/3.phm: .*step: .*other/sum.phm: of 3 parts there is no 3: " \
    "and both logs say so"
rm bad began
before=$(stat -c %y other/[12].phm)
OUT=other succeeds "the same command goes on" "$run" --slurm 'runs/*' 3
await ended
is "$(cut -d ' ' -f 1 began) $(stat -c %y other/[12].phm)" "3 $before" "with the part that was missing, alone"
phmsum -q -o same.phm other/[123].phm && cmp <(phm2npy -k gram same.phm) <(phm2npy -k gram other/sum.phm)
ok $? "and the sum"

await all_gone
ok $? "nothing that was started is left"

done_testing
