#!/usr/bin/env bash
# Plays the service on PostgreSQL and Temporal's own server, without containers: see --help.
set -euo pipefail

usage() {
  cat <<'END'
deploy/postgres-topology/run.sh [--cases N] [--only PHASE] [--keep]

Runs the topology of docker-compose.yml on a bare machine, without containers, and checks that every case ends as the SOP says.
It needs Node, Go, and Debian's package postgresql. Nothing is installed, and everything listens on 127.0.0.1 only.

  1. build    Temporal's server and SQL tool from the Go module, once (some minutes; kept in the user's cache)
  2. create   PostgreSQL, Temporal's tables, the server, a namespace for each phase
  3. demo     the paths of the SOP: setup, worker, bridge and emulated HubSpot as npm run demo starts them
  4. kills    many cases, while worker, bridge, HubSpot, server and PostgreSQL are killed with SIGKILL in turn
  5. base     many cases; a backup (pg_basebackup) on the way, later the data is thrown away and the backup restored
  6. dump     the same with pg_dump

  --cases N       of phases 4 to 6 (60)
  --only PHASE    demo, kills, base or dump alone (after build and create); repeatable
  --keep          leave the folder with data and logs, and PostgreSQL and the server running

Exit code 0: every case ended as the SOP says in every phase. 1: not so; the folder with the logs stays. 2: wrong use, or something is missing.
END
}

root=$(cd "$(dirname "$0")/../.." && pwd)
cluster=$root/deploy/postgres-topology/cluster.sh
cases=60
keep=false
phases=()

while [ $# -gt 0 ]; do
  case "$1" in
    --cases) cases=${2:?a number} && shift ;;
    --only) phases+=("${2:?a phase}") && shift ;;
    --keep) keep=true ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
[ ${#phases[@]} -gt 0 ] || phases=(demo kills base dump)
for phase in "${phases[@]}"; do
  case "$phase" in demo | kills | base | dump) ;; *) usage >&2 && exit 2 ;; esac
done

folder=$(mktemp -d "${TMPDIR:-/tmp}/at-risk-topology-XXXXXX")
export AT_RISK_TOPOLOGY=$folder
export TEMPORAL_ADDRESS=127.0.0.1:${TEMPORAL_PORT:-27233}
# Nothing of a person's own configuration is to be used.
export TEMPORAL_CONFIG_FILE=$folder/no-temporal-configuration.toml

finish() {
  local code=$?
  if $keep; then
    echo "still running: $TEMPORAL_ADDRESS; to stop it: AT_RISK_TOPOLOGY=$folder $cluster stop"
    return
  fi
  "$cluster" stop || true
  if [ $code -eq 0 ]; then rm -rf "$folder"; else echo "data and logs: $folder" >&2; fi
}

npm_run() {
  npm run --silent --prefix "$root" "$@"
}

chaos() {
  TEMPORAL_NAMESPACE=at-risk-$1 npm_run chaos -- --cases "$cases" "${@:2}"
}

# A lost signal is found by the next sweep; the runbook has one run at once.
sweep="npm run --silent --prefix '$root' at-risk -- sweep"

play() {
  case "$1" in
    demo) TEMPORAL_NAMESPACE=at-risk-demo npm_run demo ;;
    kills)
      chaos kills --minutes 2 --kill-every 9 \
        --act "20:'$cluster' kill server" --act "45:'$cluster' kill postgres" \
        --act "70:'$cluster' kill server" --act "95:'$cluster' kill postgres"
      ;;
    base | dump)
      chaos "$1" --minutes 2 --kill-every 600 \
        --act "40:'$cluster' backup $1" --act "80:'$cluster' restore $1" --act "81:$sweep"
      ;;
  esac
}

# Runs a phase, with a line before it and its time after it.
phase() {
  local began=$SECONDS
  echo "=== $1"
  shift
  "$@"
  echo "--- $((SECONDS - began)) s"
}

phase build "$root/deploy/postgres-topology/build.sh"
trap finish EXIT
phase create "$cluster" create
cd "$root"
phase namespaces node scripts/run.mjs dev/temporal/main.ts "$TEMPORAL_ADDRESS" at-risk-demo at-risk-kills at-risk-base at-risk-dump
for name in "${phases[@]}"; do
  phase "$name" play "$name"
  "$cluster" figures
done
echo 'Every case ended as the SOP says.'
