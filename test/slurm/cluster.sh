#!/bin/sh
# Slurm on this machine alone, for `run.mjs`: munged, slurmctld and three slurmd that stand for three nodes, all on loopback,
# with their files in the folder given. Needs root, and Debian's packages slurm-wlm and munge.
#   cluster.sh start FOLDER   starts all of them; the process ids stand in FOLDER/pids
#   cluster.sh stop FOLDER    ends those
set -eu
folder=$2

start() {
  mkdir -p "$folder/state" "$folder/log" "$folder/munge"
  chmod 755 "$folder"
  head -c 1024 /dev/urandom > "$folder/munge/key"
  chmod 600 "$folder/munge/key"
  chmod 700 "$folder/munge"
  munged --force --foreground --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" > "$folder/log/munged" 2>&1 &
  echo $! > "$folder/pids"
  cat > "$folder/slurm.conf" <<CONF
ClusterName=losscope
SlurmctldHost=localhost
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/slurmd-%n
SlurmctldPort=17817
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
KillWait=5
RequeueExit=
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
JobRequeue=1
NodeName=n1 NodeHostname=localhost Port=17821 CPUs=2 RealMemory=2000 State=UNKNOWN
NodeName=n2 NodeHostname=localhost Port=17822 CPUs=2 RealMemory=2000 State=UNKNOWN
NodeName=n3 NodeHostname=localhost Port=17823 CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=all Nodes=n1,n2,n3 Default=YES MaxTime=60 State=UP
CONF
  sed -i '/^RequeueExit=$/d' "$folder/slurm.conf"
  export SLURM_CONF="$folder/slurm.conf"
  while [ ! -S "$folder/munge/socket" ]; do sleep 0.2; done
  slurmctld -D > "$folder/log/slurmctld.out" 2>&1 &
  echo $! >> "$folder/pids"
  for node in n1 n2 n3; do
    mkdir -p "$folder/spool-$node"
    slurmd -D -N "$node" > "$folder/log/slurmd-$node.out" 2>&1 &
    echo $! >> "$folder/pids"
  done
  for _ in $(seq 100); do
    [ "$(sinfo --noheader --states=idle --format=%D 2>/dev/null || true)" = 3 ] && return
    sleep 0.3
  done
  echo "Slurm did not start; see $folder/log" >&2
  return 1
}

case $1 in
  start) start ;;
  stop) for pid in $(cat "$folder/pids"); do kill "$pid" 2>/dev/null || true; done ;;
esac
